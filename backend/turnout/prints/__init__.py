"""What people look at: text, pictures and codes, from data to marks or bytes. No writes, no request."""
