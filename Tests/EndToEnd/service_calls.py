"""Calls of modules' services, which no route offers, through Tests/ABI/modules/service_caller.c."""

import subprocess

from server import COMMAND_SECONDS_MAX, ROOT, Server, run_command

MODULES = ROOT / "Tests" / "ABI" / "modules"


def pack(folder, name):
    """Builds and packs a module of Tests/ABI into the folder `modules`."""
    library = folder / "built" / name / "module.so"
    subprocess.run(["make", "-s", "-C", MODULES.parent, f"OUT={folder / 'built'}", library], check=True,
                   timeout=COMMAND_SECONDS_MAX)
    run_command("module", "pack", MODULES / f"{name}.json", library, folder / "modules" / name)


def start_with(folder, name, **options):
    """A server with this module of Tests/ABI beside all others."""
    pack(folder, name)
    return Server(folder / "data", options=["--dev", "--modules", folder / "modules"], **options).start()


def start_with_caller(folder, **options):
    """A server with a module that calls services for its clients."""
    return start_with(folder, "service_caller", **options)


def call(shop, service, body):
    """The reply of `inventory.adjust`, version 1, to `inventory/adjust`."""
    return shop.send("POST", f"services/{service}", body)
