package import StoaKit

/// What a store's website shows beside its products: pages, blogs, menus, media and themes.
package enum Content: Module {
    package static let id = "content"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_content", "Reads pages, blogs, articles, menus, media files and redirects.")
        Scope("write_content", "Creates, changes and deletes pages, blogs, articles, menus, media files and redirects.")
        Scope("read_themes", "Reads themes and their assets.")
        Scope("write_themes", "Creates, changes, publishes and deletes themes and their assets.")
        pages
        blogs
        menus
        media
        themes
    }

    @DeclarationBuilder private static var pages: [any Declaration] {
        Resource(
            "page", plural: "pages", "A text of its own, such as the imprint.", of: Page.self,
            typeName: "OnlineStorePage", scopes: .readWrite("content"), attachable: true
        ) {
            Field("title", "What it is called.", \.title, .text(...255), .required)
            Field("handle", "Its name in addresses; made from the title.", \.handle, .handle(from: "title"))
            Field("body_html", "What it says, as HTML, kept as it is given.", .text, .initial(""))
            Field("author", "Who wrote it.", .text(...255), .initial(""))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("published_at", "Since or from when visitors see it.", \.publishedAt, .indexed)
            Field("published", "Publishes now, or hides.", \.published, .transient)
            Field("publish_at", "Sets published_at.", \.publishAt, .transient)
            Field(
                "public_since", "Since when visitors see it; null as long as they do not.", \.publicSince, .readOnly,
                .hidden)
            Field("template_suffix", "The theme's template for it.", .text(...255))
            Field("metafields_global_title_tag", "Its title for search engines.", .text(...255))
            Field("metafields_global_description_tag", "Its description for search engines.", .text(...1000))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("title", .contains)
            Filter("handle", .oneOf)
            Filter("published_status", .presence(set: "published", unset: "unpublished"), of: "public_since")
            Filter("published_at_min", .atLeast, of: "published_at")
            Filter("published_at_max", .atMost, of: "published_at")
        }
        publishing(of: Page.self, scope: "read_content")
    }

    @DeclarationBuilder private static var blogs: [any Declaration] {
        Resource(
            "blog", plural: "blogs", "A series of articles.", of: Blog.self, typeName: "OnlineStoreBlog",
            scopes: .readWrite("content"), attachable: true
        ) {
            Field("title", "What it is called.", .text(...255), .required)
            Field("handle", "Its name in addresses; made from the title.", .handle(from: "title"))
            Field("commentable", "Whether readers may comment.", .oneOf("no", "moderate", "yes"), .initial("no"))
            Field("feedburner", "Its name at a feed service.", .text(...255))
            Field("feedburner_location", "Its address at a feed service.", .text(...2048))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("template_suffix", "The theme's template for it.", .text(...255))
            Field("tags", "Labels of its articles, at most \(tagsShownMax).", \.tags, .labels, .readOnly)
            Field("metafields_global_title_tag", "Its title for search engines.", .text(...255))
            Field("metafields_global_description_tag", "Its description for search engines.", .text(...1000))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("handle", .oneOf)
        }

        Resource(
            "article", plural: "articles", "One post of a blog.", of: Article.self, typeName: "OnlineStoreArticle",
            scopes: .readWrite("content"), nested: .all, attachable: true
        ) {
            Field("title", "What it is called.", \.title, .text(...255), .required)
            Field("created_at", "When it was made.", .createdAt)
            Field("body_html", "What it says, as HTML, kept as it is given.", .text, .initial(""))
            Field("blog_id", "The blog that it is in.", \.blogID, .link(to: "blog"), .below, .required)
            Field("author", "Who wrote it.", \.author, .text(...255), .indexed)
            Field("user_id", "The account of who wrote it.", .int)
            Field("published_at", "Since or from when visitors see it.", \.publishedAt, .indexed)
            Field("published", "Publishes now, or hides.", \.published, .transient)
            Field("publish_at", "Sets published_at.", \.publishAt, .transient)
            Field(
                "public_since", "Since when visitors see it; null as long as they do not.", \.publicSince, .readOnly,
                .hidden)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("summary_html", "It in short, as HTML, kept as it is given.", .text)
            Field("template_suffix", "The theme's template for it.", .text(...255))
            Field("handle", "Its name in addresses; made from the title.", \.handle, .handle(from: "title"))
            Field("tags", "Labels to find it by.", \.tags, .labels)
            Field("image", "Its picture: src or attachment, alt, width and height.", \.image)
            Field("metafields_global_title_tag", "Its title for search engines.", .text(...255))
            Field("metafields_global_description_tag", "Its description for search engines.", .text(...1000))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("blog_id")
            Filter("author")
            Filter("handle", .oneOf)
            Filter("published_status", .presence(set: "published", unset: "unpublished"), of: "public_since")
            Filter("published_at_min", .atLeast, of: "published_at")
            Filter("published_at_max", .atMost, of: "published_at")
        }
        publishing(of: Article.self, scope: "read_content")
        Prepare(completeImage)

        Resource(
            "article_tag", plural: "article_tags", "A label of an article.", of: ArticleTag.self,
            scopes: .readWrite("content"), verbs: [], hasEvents: false
        ) {
            Field("article_id", "The article.", \.articleID, .link(to: "article"))
            Field("tag", "The label.", \.tag, .unique(within: "article_id"))

            Filter("tag", .through("article_id"))
        }
        Resource(
            "article_term", plural: "article_terms", "How many articles of a blog have an author or a label.",
            of: ArticleTerm.self, scopes: .readWrite("content"), verbs: [], hasEvents: false
        ) {
            Field("blog_id", "The blog.", \.blogID, .link(to: "blog"))
            Field("kind", "What the word is.", \.kind, .indexed)
            Field("word", "The author's name or the label.", \.word, .indexed)
            Field("count", "How many articles.", \.count)
        }
        Follow(on: [.create, .update, .delete], countTerms)
        Route("GET", "articles/authors", "Lists who writes.", scope: "read_content", authorsRoute)
            .answers("authors", .list(of: .text))
        Route("GET", "articles/tags", "Lists the labels of all articles.", scope: "read_content", tagsRoute)
            .answers("tags", .list(of: .text))
        Route("GET", "blogs/{blog_id}/articles/tags", "Lists the labels of a blog.", scope: "read_content", tagsRoute)
            .answers("tags", .list(of: .text))
    }

    @DeclarationBuilder private static var menus: [any Declaration] {
        Resource(
            "menu", plural: "menus", "A tree of links that leads through the website.", of: Menu.self,
            scopes: .readWrite("content")
        ) {
            Field("title", "What it is called.", .text(...255), .required)
            Field("handle", "Its name for themes; made from the title.", .handle(from: "title"))
            Field(
                "items", "Its links, each with items of its own, \(MenuItem.depthMax) levels deep.", \.items,
                .example(JSON(#"[{"title":"Home","url":"/"}]"#)))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("handle", .oneOf)
        }
        Prepare(arrangeItems)
    }

    @DeclarationBuilder private static var media: [any Declaration] {
        Resource(
            "media_file", plural: "media_files", "A picture, film or document for pages and articles.",
            of: MediaFile.self, scopes: .readWrite("content"), verbs: [.list, .count, .get, .update, .delete]
        ) {
            Field("filename", "What it is called when it is downloaded.", \.filename, .text(...255), .required)
            Field("alt", "What it shows, for those who can't see it.", \.alt, .text(...512))
            Field("content_type", "Its media type, told by its first bytes.", \.contentType, .readOnly)
            Field("size", "Its size in bytes.", \.size, .readOnly)
            Field("checksum", "Its SHA-256.", \.checksum, .readOnly, .unique, .indexed)
            Field("created_at", "When it was uploaded.", .createdAt)
            Field("updated_at", "When its name or text was last changed.", .updatedAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("filename", .contains)
            Filter("content_type", .oneOf)
            Filter("checksum")
        }
        Resource(
            "media_part", plural: "media_parts", "Some of the bytes of a media file.", of: MediaPart.self,
            scopes: .readWrite("content"), verbs: [], hasEvents: false
        ) {
            Field("media_file_id", "The file.", \.mediaFileID, .link(to: "media_file"), .indexed)
            Field("data", "Its bytes in base64.", \.data, .hidden)
        }
        Prepare(on: .update, renameMediaFile)
        Route(
            "POST", "media_files", "Uploads a file, or finds the one with the same bytes.", scope: "write_content",
            writes: true, uploadRoute
        ).takes(
            "media_file",
            .required("attachment", "Its bytes in base64.", .text.example(.string("R0lGODlhAQABAAAAACwAAAAAAQABAAA="))),
            .optional("filename", "What it is called.", .text), .optional("alt", "What it shows.", .text)
        ).answers(MediaFile.self)
        Route("GET", "media_files/{id}/content", "Sends the bytes of a file.", scope: "read_content", mediaContentRoute)
    }

    @DeclarationBuilder private static var themes: [any Declaration] {
        Topic(
            Theme.published, "A theme has become the main one.", names: ["themes/publish", "theme/published"],
            scope: "read_themes")
        Resource(
            "theme", plural: "themes", "What the website looks like.", of: Theme.self, typeName: "OnlineStoreTheme",
            scopes: .readWrite("themes")
        ) {
            Field("name", "What it is called.", \.name, .text(...255), .required)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("role", "Whether it is the one that visitors see.", \.role, .indexed)
            Field("theme_store_id", "Its id where it was bought.", .int)
            Field("previewable", "Whether it can be shown.", .bool, .readOnly, .initial(true))
            Field("processing", "Whether it is still being copied.", .bool, .readOnly, .initial(false))
            Field("asset_count", "How many files it has.", \.assetCount, .readOnly, .hidden)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("role", .oneOf)
        }
        Prepare(on: [.create, .update, .delete], keepMainTheme)
        Follow(yieldMainRole)

        Resource(
            "asset", plural: "assets", "A file of a theme.", of: Asset.self, scopes: .readWrite("themes"), verbs: [],
            hasEvents: false
        ) {
            Field("theme_id", "The theme.", \.themeID, .link(to: "theme"), .indexed)
            Field("key", "Its path in the theme.", \.key, .indexed, .unique(within: "theme_id"))
            Field("content_type", "Its media type, told by its key.", \.contentType)
            Field("size", "Its size in bytes.", \.size)
            Field("checksum", "Its SHA-256.", \.checksum)
            Field("created_at", "When it was made.", \.createdAt, .createdAt)
            Field("updated_at", "When it was last changed.", \.updatedAt, .updatedAt)
        }
        Resource(
            "asset_body", plural: "asset_bodies", "What is in a file of a theme.", of: AssetBody.self,
            scopes: .readWrite("themes"), verbs: [], hasEvents: false
        ) {
            Field("asset_id", "The file; its body has the same id.", \.assetID, .link(to: "asset"))
            Field("text", "Its text, or its bytes in base64.", \.text, .hidden)
            Field("binary", "Whether it is no text.", \.isBinary)
        }
        Route("GET", "themes/{theme_id}/assets", "Lists files, or gets one.", scope: "read_themes", assetsRoute)
        Route(
            "PUT", "themes/{theme_id}/assets", "Makes or changes a file.", scope: "write_themes", writes: true,
            putAssetRoute
        ).takes(
            "asset", .required("key", "Its path.", .text.example(.string("assets/example.css"))),
            .optional("value", "What is in it, if that is text.", .text.example(.string("a {}"))),
            .optional("attachment", "Or its bytes in base64.", .text),
            .optional("source_key", "Or the file that is copied.", .text)
        ).answers("asset", Asset.shape)
        Route(
            "DELETE", "themes/{theme_id}/assets", "Deletes a file.", scope: "write_themes", writes: true,
            deleteAssetRoute)
    }
}
