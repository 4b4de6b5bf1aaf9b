"""The agency's side: links and sessions, the queue, and what an officer does with a complaint. No account anywhere."""
