"""The directory of public bodies: source lists and the builder of what the site and the portal read from them.

`python -m infra.directory` runs it; the site's build, the local portal and the operators' tools read what it writes.
"""
