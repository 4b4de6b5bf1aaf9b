"""Complaints that a portal on one machine begins with, made through its services.

Every text says that it is an example, every citizen is a demonstration, no address can reach anybody (RFC 2606).
"""
