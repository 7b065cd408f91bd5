"""What journeys and proofs stand on: a real server, a real mail server, a real PostgreSQL, a real browser."""
