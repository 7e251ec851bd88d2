"""What `./manage` is made of: environment, database, tests, lint, backups."""
