"""The public bodies: directory, mailboxes and their roles, and the signed links mailed to them."""
