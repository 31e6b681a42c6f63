"""Who is told, of a page and of one incident."""
