"""What people decide about partners: verdicts, invitations, answers and claims."""
