"""What looks at the community and changes nothing: lists, single records, search, and who may be shown."""
