"""The whole portal on one machine: `python -m infra.local`, which `make run` calls.

An emulator of AWS holds the table, the stream mapping and the schedules, created from the packaged template; each
function's invocation comes back to the front server, which also serves the site, the API, SES's endpoint and the inbox.
The portal's own code knows nothing of this: environment variables are all that differs.
"""
