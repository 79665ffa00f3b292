import Foundation
import StoaLoader
import StoaRecords
import Testing

extension LoaderTests {
    /// What is refused, why, and what to do about it.
    ///
    /// The reasons are what operators read, so they are kept word by word.
    @Suite struct Refusals {
        #if arch(x86_64)
        static let machine = "x86_64 (62, 64 bit)"
        #else
        static let machine = "aarch64 (183, 64 bit)"
        #endif

        @Test(arguments: [
            ("wrong_abi", "its entry refused ABI 1.0: use a build of the module for this kernel"),
            (
                "wrong_abi_major_manifest",
                "was built for ABI 2.0, this kernel speaks 1.0: use a build of the module for ABI 1.x"
            ),
            (
                "no_entry",
                "its library exports no stoa_module_entry: build it with STOA_MODULE defined and the entry exported"
            ),
            (
                "missing_service",
                "needs stoa.nothing/1, which kernel 0.1.0 does not offer "
                    + "(it offers stoa.bus/1, stoa.core/1, stoa.crypto/1, stoa.jobs/1, stoa.records/1, stoa.reply/1): update the kernel"
            ),
            (
                "bigger_table_than_offered",
                "needs stoa.core/1 of 99999 bytes, kernel 0.1.0 offers 96: "
                    + "update the kernel, or use an older version of the module"
            ),
            (
                "id_differs_from_manifest",
                "its library calls itself good_minimal 1.0.0, its manifest id_differs_from_manifest 1.0.0: pack it again"
            ),
            ("missing_dependency", "needs the module nobody >=1.0, which is not loaded: install it"),
            (
                "missing_resource",
                "needs the resource \"unicorn\", which no loaded module declares: install the module that does"
            ),
            ("resource_without_scope", "resource \"thing\" has no scope: every route needs one"),
            (
                "route_without_scope",
                "serves get open under the scope \"\", which nobody declares: every route needs a declared scope, or \"any\" if it writes nothing and every key may read it"
            ),
            (
                "root_field_without_scope",
                "answers Query.open under the scope \"\", which nobody declares: every root field needs a declared scope, or \"any\" if it writes nothing and every key may read it"
            ),
            (
                "unknown_flag_bit",
                "sets the flags 0x40000000 on field name, which this kernel does not know: "
                    + "update the kernel or use a build of the module for it"
            ),
            ("route_with_broken_body", "describes the body of things/sort by what is no JSON object"),
            ("route_of_unknown_page", "answers things/some with a page of records of no resource"),
            ("job_without_function", "declares the job idle without a function"),
            ("job_of_no_width", "lets 0 jobs \"job_of_no_width.idle\" run at once: 1 to 256 are possible"),
            (
                "job_with_odd_name",
                "declares the job \"idle/hands\", whose name is not of the form a-z, 0-9 and _"
            ),
            (
                "listener_of_no_events",
                "tells the listener \"listener_of_no_events.hear\" of 0 events at a time: 1 to 250 are possible"
            ),
            (
                "job_with_unknown_flag",
                "sets the flags 0x40000000 on job idle, which this kernel does not know: "
                    + "update the kernel or use a build of the module for it"
            ),
            (
                "listener_with_unknown_flag",
                "sets the flags 0x40000000 on listener hear, which this kernel does not know: "
                    + "update the kernel or use a build of the module for it"
            ),
            ("create_fails", "failed to start: create() returned -503; see its log lines"),
            ("activate_fails", "failed to start: activate() returned -404; see its log lines"),
        ])
        func `a module that cannot be served is refused with the reason and a remedy`(name: String, reason: String)
            throws
        {
            let report = try ModuleFolder(name).load()
            #expect(report.refused == [Refusal(name, reason)])
            #expect(report.loaded.isEmpty)
        }

        @Test func `a library for another machine is refused before the system sees it`() throws {
            let report = try ModuleFolder("wrong_architecture").load()
            #expect(
                report.refused == [
                    Refusal(
                        "good_minimal",
                        "its library is for machine 4 (64 bit), this server runs on \(Self.machine): build it for this machine"
                    )
                ])
        }

        @Test func `a function that no library has is found when the module is loaded`() throws {
            let folder = try ModuleFolder("unresolved_symbol")
            #expect(
                try folder.refusal(of: "unresolved_symbol")
                    == "its library cannot be loaded: \(folder.path)/unresolved_symbol/module.so: "
                    + "undefined symbol: stoa_not_in_this_world")
        }

        @Test func `declarations that were not reviewed are refused`() throws {
            let folder = try ModuleFolder("decl_differs_from_manifest")
            try folder.pack("decl_differs_from_manifest", library: "reviewed.so")
            #expect(try folder.refusal(of: "decl_differs_from_manifest") == nil)
            // The hash is left out, as someone would who can change both files.
            let hash = try #require(try folder.sha256(of: "decl_differs_from_manifest"))
            try folder.edit("decl_differs_from_manifest", hash, "")
            try folder.add("decl_differs_from_manifest", as: "other")
            try folder.write(try folder.read("other/module.so"), to: "decl_differs_from_manifest/module.so")
            try FileManager.default.removeItem(atPath: folder.path + "/other")
            #expect(
                try folder.refusal(of: "decl_differs_from_manifest")
                    == "its library declares something else than its manifest: "
                    + "manifest has …{\"resources\":[{\"name\":\"thing\",\"plural\":\"things\",\"type…, "
                    + "library has …{\"resources\":[{\"name\":\"backdoor\",\"plural\":\"backdoors\"…: "
                    + "pack it again, and review the difference")
        }

        @Test(arguments: [
            ("{", "", "its manifest "),
            (
                "\"manifest\": 1", "\"manifest\": 2",
                "its manifest has not \"manifest\": 1, the only version this server reads"
            ),
            ("\"id\": \"good_minimal\",", "", "its manifest has no \"id\""),
            (
                "\"good_minimal\"", "\"Good\"",
                "its id \"Good\" is not of the form a-z, 0-9, \".\", \"_\" and \"-\", at most 63 characters"
            ),
            ("\"version\": \"1.0.0\",", "", "its manifest has no \"version\""),
            (
                "\"version\": \"1.0.0\"", "\"version\": \"one\"",
                "has the version \"one\", which is not of the form 1.2.3"
            ),
            ("\"abi\": \"1.0\",", "", "its manifest has no \"abi\""),
            ("\"module.so\"", "\"../module.so\"", "its library file \"../module.so\" is not a plain file name"),
            ("\"stoa.core/1\": 72", "\"stoa.core/1\": \"all\"", "\"requires\" must map interface ids to sizes"),
            (
                "\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"",
                "its library calls itself good_minimal 1.0.0, its manifest good_minimal 1.0.1: pack it again"
            ),
        ])
        func `a manifest that is wrong says what is wrong`(old: String, new: String, reason: String) throws {
            let folder = try ModuleFolder("good_minimal")
            try folder.edit("good_minimal", old, new)
            let refused = try folder.load().refused
            #expect(refused.count == 1)
            #expect(refused.first?.message.hasPrefix(reason) == true, "\(refused)")
        }

        @Test func `a library that is missing, no library or cut short is refused`() throws {
            let folder = try ModuleFolder("good_minimal")
            let library = "good_minimal/module.so"
            let whole = try folder.read(library)
            try folder.write(Array("#!/bin/sh\n".utf8), to: library)
            #expect(try folder.refusal(of: "good_minimal") == "its library is not an ELF file")
            var executable = whole
            executable[16] = 2
            try folder.write(executable, to: library)
            #expect(
                try folder.refusal(of: "good_minimal") == "its library is not a shared object: link it with -shared")
            try folder.write(Array(whole.prefix(100)), to: library)
            let reason = try #require(try folder.refusal(of: "good_minimal"))
            #expect(reason.hasPrefix("its library cannot be loaded: \(folder.path)/\(library)"))
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(library)")
            #expect(
                try folder.refusal(of: "good_minimal")
                    == "its library \(folder.path)/\(library) cannot be opened: No such file or directory")
        }

        @Test func `a byte that differs from what was packed is noticed, wherever it is`() throws {
            let folder = try ModuleFolder("good_minimal")
            try folder.pack("good_minimal")
            #expect(try folder.refusal(of: "good_minimal") == nil)
            let library = "good_minimal/module.so"
            let whole = try folder.read(library)
            let hash = try #require(try folder.sha256(of: "good_minimal"))
            // The head of the file has a check of its own, which answers first.
            for number in 0..<50 {
                var damaged = whole
                let position = 64 + (whole.count - 65) * number / 49
                damaged[position] ^= 1 << (number % 8)
                try folder.write(damaged, to: library)
                let reason = try #require(try folder.refusal(of: "good_minimal"))
                let parts = reason.split(separator: " ")
                #expect(reason.hasPrefix("its library has the SHA-256 "), "byte \(position)")
                #expect(parts.count > 5 && parts[5].count == 65 && parts[5] != "\(hash),")
                #expect(reason.hasSuffix("its manifest says \(hash): pack it again, or get an undamaged copy"))
            }
        }

        @Test func `a folder that is not there stops the start`() {
            #expect(
                throws: Refusal(
                    "-",
                    "the modules folder /nowhere cannot be read: No such file or directory: "
                        + "set [modules] folders in the configuration")
            ) {
                try ModuleLoader.load(directories: ["/nowhere"], log: .none)
            }
        }
    }
}

extension ModuleFolder {
    /// The library's hash in a packed manifest.
    func sha256(of name: String) throws -> String? {
        let text = String(decoding: try read("\(name)/manifest.json"), as: UTF8.self)
        return text.components(separatedBy: "\"sha256\": \"").dropFirst().first?.prefix(64).description
    }
}
