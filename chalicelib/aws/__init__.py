"""The only rooms that talk to AWS: the table, files, the site's bucket, mail, secrets, logs and metrics.

Clients are made on first use.
"""
