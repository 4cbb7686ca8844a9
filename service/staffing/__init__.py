"""What finds people, rooms, money and mentors for projects, and projects for those who are free."""
