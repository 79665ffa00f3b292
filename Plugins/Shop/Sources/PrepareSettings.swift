package import StoaKit

/// The most languages that a store is offered in.
private let localesMax = 100

/// Completes settings before they are stored; the first time with what the platform knows of the store.
@Sendable func prepareSettings(
    _ draft: inout Settings, _ change: Change<Settings>, _ context: Context
) throws(Failures) {
    if change.before == nil {
        let store = try context.store()
        let host = try context.setting("host")?.string ?? "localhost"
        draft.name = store.name
        draft.platformDomain = "\(store.name).\(host)"
        draft.currency = store.currency.code
        draft.currencies = [store.currency.code]
        draft.ianaTimezone = store.timeZone
    }
    if draft.ianaTimezone.isEmpty { draft.ianaTimezone = Settings.utc }
    try prepare(&draft, change.currency, winterOffset: winterOffset(in: draft.ianaTimezone, context))
}

/// Completes settings and refuses what cannot be, all of it at once.
///
/// `winterOffset` is how far its time zone is from UTC, in seconds; nil if there is no such zone, which the kernel refuses.
package func prepare(
    _ settings: inout Settings, _ currency: Currency, winterOffset: Int?
) throws(Failures) {
    var failures = Failures()
    if settings.domain.isEmpty { settings.domain = settings.platformDomain }
    settings.domain = settings.domain.lowercased()
    if !isHostName(settings.domain) { failures.add("domain", "is not a host name") }
    for (name, email) in [("email", settings.email), ("customer_email", settings.customerEmail)]
    where !email.isEmpty && !isEmail(email) { failures.add(name, "is invalid") }
    if let winterOffset {
        let offset = Timestamp(microseconds: 0).text(utcOffset: winterOffset).suffix(6)
        settings.timezone = "(GMT\(offset)) \(settings.ianaTimezone)"
    }
    prepareLocales(&settings, &failures)
    settings.formats.complete(for: currency)
    for field in settings.formats.problems { failures.add(field, "must contain {{amount}}") }
    try failures.throwIfAny()
}

/// Standard time's offset: the lesser of those in January and in July, whichever is winter there; nil if there is no such
/// zone.
private func winterOffset(in zone: String, _ context: Context) -> Int? {
    let offsets = ["01", "07"].compactMap { month in
        Timestamp(text: "\(context.now.text.prefix(4))-\(month)-01T00:00:00Z").flatMap {
            context.utcOffset(in: zone, at: $0)
        }
    }
    return offsets.min()
}

private func prepareLocales(_ settings: inout Settings, _ failures: inout Failures) {
    if settings.primaryLocale.isEmpty { settings.primaryLocale = "en" }
    guard isLanguageTag(settings.primaryLocale) else {
        return failures.add("primary_locale", "is not the tag of a language")
    }
    var locales = [settings.primaryLocale]
    for locale in settings.enabledLocales where !locales.contains(locale) { locales.append(locale) }
    guard locales.count <= localesMax, locales.allSatisfy(isLanguageTag) else {
        return failures.add("enabled_locales", "must be at most \(localesMax) tags of languages")
    }
    settings.enabledLocales = locales
}
