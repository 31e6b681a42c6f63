from tests.api.statuspage.management.row import Row

_BODY = {
    "page": {
        "name": "New name",
        "domain": "status.acme.example",
        "subdomain": "acme",
        "url": "https://www.acme.example/",
        "branding": "basic",
        "css_greens": "#00aa55",
        "hidden_from_search": True,
        "allow_email_subscribers": False,
        "notifications_from_email": "status@acme.example",
        "time_zone": "Europe/Berlin",
        "notifications_email_footer": "Acme, *Somewhere*",
    }
}

ROWS: tuple[Row, ...] = (
    Row("GET /pages"),
    Row("GET /pages/{page_id}"),
    Row("PATCH /pages/{page_id}", _BODY),
    Row("PUT /pages/{page_id}", _BODY),
)
