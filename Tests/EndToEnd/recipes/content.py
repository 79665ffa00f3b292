import base64


def gif(number):
    """A file whose bytes are no other's; its first ones say what it is."""
    return base64.b64encode(b"GIF89a" + str(number).encode()).decode()


def keep(maker, ids):
    """An asset to delete."""
    asset = {"key": "assets/kept.css", "value": "a {}"}
    assert maker.shop.put(f"themes/{ids[0]}/assets", "asset", asset).status == 200


FIELDS = {
    # Another file each time.
    "media_file": lambda number: {"attachment": gif(number)},
}

CALLS = {
    "DELETE themes/{theme_id}/assets": lambda link, number: ("asset[key]=assets/kept.css", None),
}

STEPS = {"DELETE themes/{theme_id}/assets": keep}
