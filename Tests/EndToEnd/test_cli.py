"""The command line, which scripts outside the project rely on."""

import json

import pytest

from server import create_key, create_store, keys_of, run_command

COMMANDS = [
    [], ["serve"], ["demo"], ["store"], ["store", "create"], ["store", "list"], ["store", "backup"], ["key"],
    ["key", "create"], ["key", "list"], ["key", "revoke"], ["module"], ["module", "list"],
    ["module", "inspect"], ["module", "verify"], ["module", "pack"], ["module", "stage"], ["module", "rollback"],
    ["module", "enable"], ["module", "disable"],
]
FAILURES = [
    ["store", "create", "Bad Name"], ["store", "create", "shop", "--currency", "XXZ"], ["store", "create", "taken"],
    ["key", "create", "--store", "none", "--scopes", "all"], ["key", "create", "--store", "taken", "--scopes", ""],
    ["key", "create", "--store", "taken", "--scopes", "read_everything_!"], ["key", "list", "--store", "none"],
    ["key", "revoke", "key_none"], ["module", "disable", "suppliers", "--store", "none"],
    ["module", "disable", "none", "--store", "taken"],
]
MISUSES = [["nonsense"], ["store", "nonsense"], ["serve", "--nonsense"], ["key", "create"], ["store", "create"]]


@pytest.fixture
def data(tmp_path):
    create_store(tmp_path / "data", "taken")
    return tmp_path / "data"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command):
    done = run_command(*command, "--help")
    assert "USAGE: stoa" in done.stdout and done.stderr == ""


@pytest.mark.parametrize("command", FAILURES, ids=" ".join)
def test_a_failure_is_one_line_and_a_status(data, command):
    done = run_command(*command, data=data, check=False)
    assert done.returncode != 0 and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize("command", MISUSES, ids=" ".join)
def test_misuse_fails(command):
    done = run_command(*command, check=False)
    assert done.returncode != 0 and done.stderr and done.stdout == ""


def test_a_store_is_one_json_object(tmp_path):
    done = run_command("store", "create", "shop", "--currency", "JPY", data=tmp_path / "new")
    assert len(done.stdout.strip().splitlines()) == 1
    store = json.loads(done.stdout)
    assert (store["name"], store["currency"]) == ("shop", "JPY") and type(store["id"]) is int


def test_a_key_is_only_its_text(data):
    done = run_command("key", "create", "--store", "taken", "--scopes", "read_products,write_products", data=data)
    assert done.stdout.startswith("ic_key_") and done.stdout.count("\n") == 1 and done.stderr == ""


def test_keys_are_listed_without_their_text(data):
    key = create_key(data, "taken", "read_products")
    row, = keys_of(data, "taken")
    assert row["id"].startswith("key_") and key not in json.dumps(row)
    run_command("key", "revoke", row["id"], data=data)
    run_command("key", "revoke", row["id"], data=data)


def test_version_is_printed():
    assert run_command("--version").stdout.strip()[0].isdigit()


BAD_CONFIGURATIONS = [
    # text, a word of the message
    ("nonsense = 1\n", "nonsense"), ("[http]\nbody_bytes_maximum = 1\n", "body_bytes_maximum"),
    ("[http]\nbody_bytes_max = \"many\"\n", "body_bytes_max"), ("[http]\nbody_bytes_max = -1\n", "body_bytes_max"),
    ("[http\n", "TOML"),
]


@pytest.mark.parametrize("text, word", BAD_CONFIGURATIONS, ids=range(len(BAD_CONFIGURATIONS)))
def test_a_mistyped_configuration_is_refused_by_name(tmp_path, text, word):
    file = tmp_path / "stoa.toml"
    file.write_text(text)
    done = run_command("serve", "--config", file, "--listen", "127.0.0.1:0", data=tmp_path / "data", check=False)
    assert done.returncode != 0 and word in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_missing_configuration_is_refused(tmp_path):
    done = run_command(
        "serve", "--config", tmp_path / "none.toml", "--listen", "127.0.0.1:0", data=tmp_path / "data", check=False)
    assert done.returncode != 0 and "none.toml" in done.stderr
