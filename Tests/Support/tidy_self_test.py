"""The self-test of tidy.py: for every rule, trees that it must refuse and trees that it must leave alone."""
import sys
import tempfile
from pathlib import Path

import tidy

PACKAGE = 'let modules = ["Suppliers"]\nkernel("StoaCore")\nkernel("StoaLoader")\n'
CLEAN = {
    "Package.swift": PACKAGE,
    "Makefile": "tidy:\n\tpython3 Tests/Support/tidy.py\n",
    "Sources/StoaCore/Record.swift": "struct Record {}\n",
    "Plugins/Suppliers/Sources/Module.swift": "package import StoaKit\nimport Synchronization\n",
    "Plugins/Suppliers/Entry/Entry.swift": "import CStoaABI\nimport StoaKit\nimport Suppliers\n",
}
LONG_BODY = "    step()\n" * 70
KERNEL = "Sources/StoaCore/A.swift"

# rule, file, content, the line that must be reported
REFUSED = [
    ("kernel_names_no_resource", KERNEL, "// Ids of a supplier start high.\n", 1),
    ("kernel_names_no_resource", KERNEL, "let x = 1\nlet defaultSupplierName = 2\n", 2),
    ("kernel_names_no_resource", KERNEL, 'let path = "suppliers"\n', 1),
    ("kernel_names_no_resource", "Sources/StoaCore/a.c", "int stoa_supplier_id(void);\n", 1),
    ("kernel_names_no_resource", "Sources/StoaCore/a.h", "/// Sends a webhook.\n", 1),
    ("kernel_names_no_resource", KERNEL, "let customCollections = 1\n", 1),
    ("kernel_names_no_resource", KERNEL, 'let path = "redirects"\n', 1),
    ("modules_import_only_the_kit", "Plugins/Suppliers/Sources/A.swift", "import StoaKit\nimport Foundation\n", 2),
    ("modules_import_only_the_kit", "Plugins/Suppliers/Sources/A.swift", "package import StoaCore\n", 1),
    ("modules_import_only_the_kit", "Plugins/Suppliers/Sources/A.swift", "import struct StoaCore.Money\n", 1),
    ("modules_import_only_the_kit", "Plugins/Suppliers/Entry/A.swift", "@_exported import Glibc\n", 1),
    ("files_are_short", KERNEL, "let x = 1\n" * 401, 401),
    ("files_are_short", "Tests/StoaCoreTests/A.swift", "let x = 1\n" * 601, 601),
    ("functions_are_short", KERNEL, "func go(\n    a: Int\n) throws -> Int {\n" + LONG_BODY + "}\n", 1),
    ("functions_are_short", KERNEL, "struct A {\n    init() {\n" + LONG_BODY + "    }\n}\n", 2),
    ("functions_are_short", "Extensions/x/a.c", "int go(int a,\n       int b) {\n" + LONG_BODY + "}\n", 1),
    ("functions_are_short", "Tests/EndToEnd/a.py", "def go():\n" + LONG_BODY, 1),
    ("todos_have_an_issue", KERNEL, "// TODO: later\n", 1),
    ("todos_have_an_issue", "Extensions/x/a.c", "int a; // FIXME\n", 1),
    ("nothing_is_forced", KERNEL, "let a = try! go()\n", 1),
    ("nothing_is_forced", KERNEL, "let a = b as! Int\n", 1),
    ("nothing_is_forced", KERNEL, "let a = b!.c\n", 1),
    ("nothing_is_forced", KERNEL, "let a = b[0] != c\nlet c = d()!\n", 2),
    ("nothing_is_forced", "Plugins/Suppliers/Sources/A.swift", 'let a = "\\(b) is \\(c["x"])" + d!\n', 1),
    ("unchecked_sendable_states_its_invariant", KERNEL, "final class A: @unchecked Sendable {}\n", 1),
    ("top_level_is_known", "Docs/a.md", "# A\n", 1),
    ("top_level_is_known", ".ci/other", "make\n", 1),
    ("swift_files_belong_to_a_target", "Sources/Forgotten/A.swift", "let a = 1\n", 1),
    ("swift_files_belong_to_a_target", "Plugins/Suppliers/Old/A.swift", "let a = 1\n", 1),
    ("swift_files_belong_to_a_target", "Tests/ForgottenTests/A.swift", "let a = 1\n", 1),
    ("support_files_are_used", "Tests/Support/forgotten.sh", "true\n", 1),
    ("support_files_are_used", "Tests/Support/forgotten.py", "pass\n", 1),
]

# file and content that no rule may mind
ALLOWED = [
    (KERNEL, "import OrderedCollections\nlet sorted = order(by: id) // in ascending order, a collection\n"),
    (KERNEL, "/// The reproduction of an invariant; an HTTP redirect.\n"),
    (KERNEL, "func go(\n    a: Int\n) throws -> Int {\n" + "    step()\n" * 66 + "}\n"),
    (KERNEL, "protocol P {\n    func a() -> Int\n    func b()\n}\n" + "extension P {\n" + "let x = 1\n" * 80 + "}\n"),
    (KERNEL, 'if a != b, !c, d != nil { log("stop!") } // go!\nlet e = "\\(f(!g)) h!"\n'),
    (KERNEL, "// Invariant: only touched on the loader's thread.\nfinal class A: @unchecked Sendable {}\n"),
    (KERNEL, "// TODO(#12): drop this with version 2.\n"),
    ("Sources/StoaLoader/A.swift", "let a = table.call!(b)\n"),
    ("Tests/StoaCoreTests/A.swift", "let a = try! go()\n"),
    ("Plugins/Suppliers/Tests/A.swift", "import Testing\nlet a = b!\n"),
    ("Plugins/Suppliers/README.md", "TODO is a word here.\n"),
]


def found_in(extra):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**CLEAN, **extra}.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        support = Path(folder, "Tests/Support")
        support.mkdir(parents=True, exist_ok=True)
        (support / "tidy.py").write_text("", encoding="utf-8")
        tree = tidy.Tree(Path(folder))
        return {check.__name__: list(check(tree)) for check in tidy.RULES}


def self_test():
    failures = []
    for rule, path, text, line in REFUSED:
        found = [(finding.path, finding.line) for finding in found_in({path: text})[rule]]
        expected = path.split("/")[0] if path.startswith("Docs/") else path
        if found != [(expected, line)]:
            failures.append(f"{rule} must refuse line {line} of {path}, found {found}: {text[:60]!r}")
    for path, text in [("Sources/StoaCore/B.swift", "")] + ALLOWED:
        found = [str(finding) for list_ in found_in({path: text}).values() for finding in list_]
        if found:
            failures.append(f"a clean tree is refused: {found}")
    untested = {check.__name__ for check in tidy.RULES} - {rule for rule, *_ in REFUSED}
    failures += [f"no case proves that {name} can fail" for name in sorted(untested)]
    for failure in failures:
        print(f"tidy --self-test: {failure}", file=sys.stderr)
    return 1 if failures else 0
