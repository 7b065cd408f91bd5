"""The long proofs, on SQLite and PostgreSQL, through the real server: races, and processes killed in the middle."""
