"""The command line, which scripts outside the project rely on."""

import json

import pytest

from server import EXTENSIONS, create_key, create_store, keys_of, run_command

COMMANDS = [
    [], ["serve"], ["reload"], ["demo"], ["store"], ["store", "create"], ["store", "list"], ["store", "backup"], ["key"],
    ["key", "create"], ["key", "list"], ["key", "revoke"], ["module"], ["module", "list"],
    ["module", "inspect"], ["module", "verify"], ["module", "pack"], ["module", "stage"], ["module", "rollback"],
    ["module", "enable"], ["module", "disable"],
    ["clock"], ["clock", "advance"], ["clock", "show"], ["job"], ["job", "list"], ["job", "retry"], ["job", "drop"],
    ["webhook"], ["webhook", "listen"], ["webhook", "trigger"], ["webhook", "replay"], ["logs"], ["logs", "tail"],
]
FAILURES = [
    ["reload"],
    ["store", "create", "Bad Name"], ["store", "create", "shop", "--currency", "XXZ"], ["store", "create", "taken"],
    ["key", "create", "--store", "none", "--scopes", "all"], ["key", "create", "--store", "taken", "--scopes", ""],
    ["key", "create", "--store", "taken", "--scopes", "read_everything_!"], ["key", "list", "--store", "none"],
    ["key", "revoke", "key_none"], ["module", "disable", "suppliers", "--store", "none"],
    ["module", "disable", "none", "--store", "taken"],
]
# What the README promises; `run_command` itself checks that success is 0.
FAILED, REFUSED, MISUSED = 1, 2, 64
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
    assert done.returncode == FAILED and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize("command", MISUSES, ids=" ".join)
def test_misuse_fails(command):
    done = run_command(*command, check=False)
    assert done.returncode == MISUSED and done.stderr and done.stdout == ""


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


@pytest.fixture
def broken(tmp_path):
    """A folder of modules with one whose library is none."""
    folder = tmp_path / "modules" / "suppliers"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes((EXTENSIONS / "suppliers" / "manifest.json").read_bytes())
    (folder / "module.so").write_bytes(b"no library")
    return folder


REFUSALS = [
    # from the module's folder
    lambda f: ["verify", f], lambda f: ["stage", f, "--into", f.parent.parent / "shelf"],
    lambda f: ["pack", f / "manifest.json", f / "module.so", f.parent.parent / "packed"],
    lambda f: ["inspect", "suppliers", "--modules", f.parent],
]


@pytest.mark.parametrize("command", REFUSALS, ids=["verify", "stage", "pack", "inspect"])
def test_a_refused_module_has_a_status_of_its_own(broken, command):
    done = run_command("module", *command(broken), check=False)
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert len(done.stderr.strip().splitlines()) == 1 and "suppliers" in done.stderr, done.stderr


def test_a_list_with_a_refused_module_is_a_list(broken):
    listed = json.loads(run_command("module", "list", "--json", "--modules", broken.parent).stdout)
    assert [row["id"] for row in listed["refused"]] == ["suppliers"]


@pytest.mark.parametrize("command", [
    ["store", "list"], ["key", "list", "--store", "taken"], ["module", "list"], ["module", "inspect", "products"],
], ids=" ".join)
def test_whatever_is_listed_is_listed_as_json_too(data, command):
    options = {"data": data} if command[0] != "module" else {}
    assert type(json.loads(run_command(*command, "--json", **options).stdout)) in (list, dict)
    plain = run_command(*command, **options).stdout
    assert plain == "" or plain[0] not in "[{"


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
