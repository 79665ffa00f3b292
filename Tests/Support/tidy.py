#!/usr/bin/env python3
"""Checks what no compiler does: what the kernel may know, who imports whom, sizes, and files that nobody uses.

    tidy.py [ROOT]       prints one line per finding, with the remedy, and fails if there is one
    tidy.py --self-test  proves that every rule can fail and that a clean tree passes
"""
import ast
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tidy_source import blank_comments_and_strings, c_functions, strings, swift_functions, words

TOP_LEVEL = set(
    "Package.swift Sources Plugins Tests Extensions Config README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md "
    "LICENSE Makefile .swift-format .editorconfig .gitignore .ci .git".split()
)
# Made by tools and ignored by git.
MADE = re.compile(r"\.build.*|\.demo|\.swiftpm|Package\.resolved|__pycache__|\.pytest_cache")
FILE_LINES_MAX, TEST_FILE_LINES_MAX, FUNCTION_LINES_MAX = 400, 600, 70
# Words of commerce beyond the folder names of Plugins/.
COMMERCE = [
    "product", "variant", "inventory", "collections", "custom_collection", "redirect", "metafield", "customer",
    "fulfillment", "refund", "webhook", "checkout",
]
# Everyday words too (sort order, HTTP redirect, Content-Type, a client's shop header): refused only where a string consists of nothing else.
EVERYDAY = {"order", "orders", "collection", "redirect", "redirects", "content", "contents", "shop", "shops"}
# Files that may say a word: the command line's published name, the table of every number of the ABI.
ALLOWED_WORDS = {"Sources/Server/Developer/WebhookCommand.swift": {"webhook", "webhooks"}, "Sources/Server/Stoa.swift": {"webhook"},
                 "Sources/Server/Developer/EventForwarder.swift": {"webhook"},
                 # A member of OpenAPI's bodies.
                 "Sources/StoaREST/Documents/DocumentWriter+paths.swift": {"content"},
                 "Sources/StoaREST/Documents/DocumentWriter+responses.swift": {"content"}}
SKIPPED_FOLDERS = {".git", ".venv", "__pycache__", ".pytest_cache", "build"}


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


@dataclass
class Tree:
    """The files of the project, read once. Paths are relative to the root, with forward slashes."""

    root: Path
    texts: dict = field(default_factory=dict)

    def __post_init__(self):
        for top in ("Sources", "Plugins", "Tests", "Extensions", "Config", ".ci"):
            for path in sorted((self.root / top).rglob("*")):
                relative = path.relative_to(self.root)
                if path.is_file() and not SKIPPED_FOLDERS & set(relative.parts):
                    self.texts[relative.as_posix()] = path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(self.root.iterdir()):
            if path.is_file() and not MADE.fullmatch(path.name):
                self.texts[path.name] = path.read_text(encoding="utf-8", errors="replace")

    def below(self, folder, *suffixes):
        return [(p, t) for p, t in self.texts.items() if p.startswith(folder + "/") and p.endswith(suffixes)]

    @property
    def modules(self):
        return sorted(p.name for p in (self.root / "Plugins").glob("*") if p.is_dir())


RULES = []


def rule(check):
    RULES.append(check)
    return check


def numbered(text):
    return enumerate(text.splitlines(), start=1)


def forms(name):
    """Singular and plural of a name, as lower-case words joined by underscores."""
    base = "_".join(words(name))
    stem = base[:-3] + "y" if base.endswith("ies") else base[:-1] if base.endswith("s") else base
    plural = stem[:-1] + "ies" if re.search(r"[^aeiou]y$", stem) else stem + "s"
    return {base, stem, plural}


@rule
def kernel_names_no_resource(tree):
    folders = {form for module in tree.modules for form in forms(module)}
    commerce = {form for word in COMMERCE if word != "collections" for form in forms(word)} | {"collections"}
    banned = folders | commerce
    plain = re.compile(r"(?<![a-z0-9])(%s)(?![a-z0-9])" % "|".join(sorted(banned - EVERYDAY, key=len, reverse=True)))
    for path, text in tree.below("Sources", ".swift", ".c", ".h"):
        for line, content in numbered(text):
            if re.match(r"\s*((public|package|internal|private) )?import \w*Collections\b", content):
                continue
            hit = plain.search("_".join(words(content)))
            name = hit.group(1) if hit else next((s for s in strings(content) if s in banned & EVERYDAY), None)
            if name and name not in ALLOWED_WORDS.get(path, ()):
                yield Finding(path, line, f"the kernel names '{name}': move it to a module, or say 'record' or 'thing'")


@rule
def modules_import_only_the_kit(tree):
    for path, text in tree.below("Plugins", ".swift"):
        module, _, inner = path[len("Plugins/"):].partition("/")
        part = inner.split("/")[0]
        if part not in ("Sources", "Entry"):
            continue
        allowed = {"StoaKit", "Swift", "Synchronization"} if part == "Sources" else {module, "StoaKit", "CStoaABI"}
        for line, content in numbered(text):
            imported = re.match(r"\s*(?:@\w+(?:\(\w+\))? )*(?:\w+ )?import (?:\w+ )?(\w+)", content)
            if imported and imported.group(1) not in allowed:
                only = ", ".join(sorted(allowed))
                yield Finding(path, line, f"imports {imported.group(1)}: {part}/ may import only {only}")


@rule
def files_are_short(tree):
    for folder in ("Sources", "Plugins", "Tests"):
        for path, text in tree.below(folder, ".swift", ".c", ".h", ".py"):
            most = TEST_FILE_LINES_MAX if "Tests" in path.split("/") else FILE_LINES_MAX
            count = len(text.splitlines())
            if count > most:
                yield Finding(path, count, f"{count} lines, at most {most}: split it by type or operation")


@rule
def functions_are_short(tree):
    for path, text in tree.texts.items():
        if path.endswith(".py"):
            functions = [
                (node.name, node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text))
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            ]
        elif path.endswith(".swift"):
            functions = swift_functions(text)
        elif path.endswith(".c"):
            functions = c_functions(text)
        else:
            continue
        for name, first, last in functions:
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield Finding(path, first, f"{name} has {last - first + 1} lines, at most {FUNCTION_LINES_MAX}: "
                              "keep the branches, move the pure work to functions of their own")


@rule
def todos_have_an_issue(tree):
    for path, text in tree.texts.items():
        if not path.endswith((".swift", ".c", ".h", ".py", ".sh")) or path.startswith("Tests/Support/tidy"):
            continue
        for line, content in numbered(text):
            if re.search(r"\b(TODO|FIXME)\b", content) and not re.search(r"#\d+", content):
                yield Finding(path, line, "unfinished work without an issue: finish it, or name the issue as (#123)")


@rule
def nothing_is_forced(tree):
    kinds = [
        (r"\btry!", "try!: throw the error on, or handle it"),
        (r"\bas!", "as!: use as? with a guard"),
        (r"(?<=[\w)\]])(?<!\btry)(?<!\bas)!(?![=\w])", "force unwrap: guard let, or throw what is missing"),
    ]
    for folder in ("Sources", "Plugins"):
        for path, text in tree.below(folder, ".swift"):
            if "Tests" in path.split("/") or path.startswith("Sources/StoaLoader/"):
                continue
            for line, content in numbered(blank_comments_and_strings(text)):
                for pattern, message in kinds:
                    if re.search(pattern, content):
                        yield Finding(path, line, message)


@rule
def unchecked_sendable_states_its_invariant(tree):
    for path, text in tree.texts.items():
        if not path.endswith(".swift"):
            continue
        lines, code = text.splitlines(), blank_comments_and_strings(text).splitlines()
        for index, content in enumerate(code):
            if "@unchecked Sendable" not in content:
                continue
            if "invariant" not in " ".join(lines[max(0, index - 4):index + 1]).lower():
                yield Finding(path, index + 1, "@unchecked Sendable without its reason: say '// Invariant: …' above it")


@rule
def top_level_is_known(tree):
    for path in sorted(tree.root.iterdir()):
        if path.name not in TOP_LEVEL and not MADE.fullmatch(path.name):
            yield Finding(path.name, 1, "not a known top-level entry: it belongs into one of the folders")
    for path in sorted((tree.root / ".ci").glob("*")):
        if path.name != "run":
            yield Finding(f".ci/{path.name}", 1, "CI runs one command: put it into .ci/run or the Makefile")


@rule
def swift_files_belong_to_a_target(tree):
    covered = {"Package.swift"}
    for name in strings(tree.texts.get("Package.swift", "")):
        covered |= {f"Sources/{name}/", f"Tests/{name}/", f"Tests/{name}Tests/", name + "/"}
        covered |= {f"Plugins/{name}/{part}/" for part in ("Sources", "Entry", "Tests")}
    for path in tree.texts:
        if path.endswith(".swift") and not path.startswith("Extensions/") and not path.startswith(tuple(covered)):
            yield Finding(path, 1, "no target of Package.swift covers it: add the target, or delete the file")


@rule
def support_files_are_used(tree):
    for path in tree.texts:
        if not path.startswith("Tests/Support/"):
            continue
        name = path.rsplit("/", 1)[1]
        stem = name.removesuffix(".py")
        mention = re.compile(rf"(?<![\w-])({re.escape(name)}|{re.escape(stem)})(?![\w-])")
        if not any(other != path and mention.search(text) for other, text in tree.texts.items()):
            yield Finding(path, 1, "nothing uses it: delete it")


def findings(root):
    tree = Tree(Path(root))
    return [finding for check in RULES for finding in check(tree)]


def main(arguments):
    if arguments == ["--self-test"]:
        from tidy_self_test import self_test

        return self_test()
    root = arguments[0] if arguments else Path(__file__).resolve().parents[2]
    found = findings(root)
    for finding in found:
        print(finding, file=sys.stderr)
    if found:
        print(f"tidy: {len(found)} finding(s)", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
