"""The composition root: what Chalice serves, streams to and schedules. No logic lives here.

All functions import this file, so each imports only what it needs: the routes are for the API function alone, the
jobs' rooms are imported when a job runs. A test lists what each function imports.
"""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate

from chalicelib.core import settings

# Powertools writes the logs; Chalice's own handler on the same logger would write each line twice.
app = Chalice(app_name="portal", configure_logs=False)
app.api.binary_types = []


def _serve() -> None:
    from chalicelib.citizens.routes import api as citizens
    from chalicelib.desk.routes import api as desk
    from chalicelib.web import gate
    from chalicelib.web import routes as web

    app.register_middleware(gate.pass_through, "http")
    for api in (web.api, citizens, desk):
        app.register_blueprint(api)
        web.described.extend(api.endpoints)


def _loaders() -> Any:
    from chalicelib.citizens import mails as citizens
    from chalicelib.complaints.presentation import mails as complaints
    from chalicelib.desk import mails as desk

    return {**complaints.LOADERS, **citizens.LOADERS, **desk.LOADERS}


if settings.serves_http():
    _serve()


@app.on_dynamodb_record(stream_arn="replaced-by-infra-template", name="deliver_mail")
def deliver_mail(event: DynamoDBEvent) -> None:
    """Send the mails a command has just put into the outbox."""
    from chalicelib.notifications import jobs

    jobs.deliver_new(event.to_dict()["Records"], _loaders())


@app.on_cw_event({"source": ["aws.ses"], "detail-type": ["Email Bounced"]}, name="handle_bounce")
def handle_bounce(event: CloudWatchEvent) -> None:
    """Deal with a mail that came back."""
    from chalicelib.complaints import jobs

    jobs.handle_report(event.detail)


@app.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]}, name="scan_upload")
def scan_upload(event: CloudWatchEvent) -> None:
    """Examine a file that has arrived in the quarantine bucket; the template restricts the rule to that bucket."""
    from chalicelib.attachments import jobs

    jobs.handle_scan_event(event.to_dict())


@app.schedule(Rate(15, unit=Rate.MINUTES), name="sweep_uploads")
def sweep_uploads(event: CloudWatchEvent) -> None:
    """Remove the files that nobody claimed, and ask again for the verdicts that have not come."""
    from chalicelib.attachments import jobs

    jobs.sweep()


@app.schedule(Rate(5, unit=Rate.MINUTES), name="sweep_mail")
def sweep_mail(event: CloudWatchEvent) -> None:
    """Send the mails whose next attempt is due."""
    from chalicelib.notifications import jobs

    jobs.sweep(_loaders())


@app.schedule(Rate(5, unit=Rate.MINUTES), name="fold_statistics")
def fold_statistics(event: CloudWatchEvent) -> None:
    """Count what has happened, and publish the figures."""
    from chalicelib.statistics import jobs

    jobs.fold_and_publish()
