"""Calls of modules' services, which no route offers, through Tests/ABI/modules/service_caller.c."""

import subprocess

from server import COMMAND_SECONDS_MAX, ROOT, Server, run_command

MODULES = ROOT / "Tests" / "ABI" / "modules"


def start_with_caller(folder, **options):
    """A server with a module that calls services for its clients."""
    library = folder / "built" / "service_caller" / "module.so"
    subprocess.run(["make", "-s", "-C", MODULES.parent, f"OUT={folder / 'built'}", library], check=True,
                   timeout=COMMAND_SECONDS_MAX)
    run_command("module", "pack", MODULES / "service_caller.json", library, folder / "modules" / "service_caller")
    return Server(folder / "data", options=["--dev", "--modules", folder / "modules"], **options).start()


def call(shop, service, body):
    """The reply of `inventory.adjust`, version 1, to `inventory/adjust`."""
    return shop.send("POST", f"services/{service}", body)
