"""Mails: outbox items written with the event that causes them, rendered and handed to SES afterwards."""
