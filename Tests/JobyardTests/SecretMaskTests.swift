import Testing

@testable import jobyard

@Suite struct SecretMaskTests {
    @Test(arguments: [
        ("postgresql://u:s3cret@h/d", "postgresql://u:********@h/d"), ("http://s3cret@h", "http://********@h"),
        ("http://u:s3/cr@et@h/p?a=1", "http://u:********@h/p?a=1"),
        ("http://h/p?a=1&token=s3cret", "http://h/p?a=1&token=********"),
        ("see http://u:s3cret@h and http://x", "see http://u:********@h and http://x"),
        ("http://h/p?sig=s3cret&code=s3cret&a=1", "http://h/p?sig=********&code=********&a=1"),
        ("a@b.example", "a@b.example"), ("http://h:80/p", "http://h:80/p"), ("", ""),
    ])
    func passwordsInURLsAreHidden(text: String, masked: String) { #expect(SecretMask.masking(text) == masked) }

    @Test(arguments: [
        "postgresql://u:s3cret@h/d", "postgres://u:s3cret@h1:5432,h2:5433/d?target_session_attrs=read-write",
        "postgresql://u:s3cret@[::1]:5432/d", "postgresql://u:s3cret@[::1],[fe80::1%25eth0]:5433/d",
        "postgresql:///d?host=/run/postgresql&user=u&password=s3cret", "postgresql://h/d?user=u&password=s3cret&a=1",
        "postgresql://h/d?sslmode=verify-full&sslkey=/k&sslpassword=s3cret", "postgresql://h/d?PASSWORD=s3cret",
        "postgresql://h/d?pass%77ord=s3cret", "postgresql://h/d?%73slpassword=s3cret",
        "postgresql://h/d?password=s3cret@x",
        "postgresql://h/d?password=a:s3cret@x", "postgresql://h/d?pass%77ord=a:s3cret@x",
        "postgresql://u:%73s3cret%40x@h/d", "postgresql://u:s3cret@h?application_name=a@b",
        "postgresql://u:x/s3cret@h/d", "postgresql://u:x@s3cret@h/d", "postgresql://u:x?s3cret@h/d",
        "postgresql://u:x#s3cret@h/d", "postgresql://u:x s3cret@h/d", "postgresql://u:x\ts3cret@h/d",
        "postgresql://u:x\ns3cret@h/d", "postgresql://u:x&s3cret=y@h/d", "postgresql://s3cret@h/d",
        "postgresql://u:s3cret", "postgresql://u:s3cret/d", "postgresql://u:s3cret?a=1", "postgresql://h,u:s3cret",
        "postgresql://:s3cret@h", "postgresql://u:s3cret@", "postgresql+x://u:s3cret@h/d", "://u:s3cret@h",
        "host=h user=u password=s3cret", "host=h password='x s3cret'", "postgresql://u:\u{1F511}s3cret@h/d",
    ])
    func noURLOfADatabaseShowsItsPassword(text: String) {
        #expect(!SecretMask.maskingURL(text).contains("s3cret"))
        let quoted = "invalid connection option in \"\(text)\": s"
        if !text.contains(where: \.isWhitespace) { #expect(!SecretMask.masking(quoted).contains("s3cret")) }
    }

    @Test(arguments: [
        "postgresql:///d?host=/run/postgresql", "postgresql://h1:5432,h2:5433/d?sslmode=require",
        "postgresql://[::1]:5432/d", "postgresql://%2Frun%2Fpostgresql/d", "postgresql://?service=jobs", "http://h:80.",
        "connection to server at \"h\" (::1), port 5432 failed: FATAL:  database \"d\" does not exist",
    ])
    func whatIsNoSecretIsShown(text: String) { #expect(SecretMask.masking(text) == text) }

    @Test(arguments: [
        ("Server=x;Password=s3cret;Port=1", "Server=x;Password=********;Port=1"),
        ("host=x password=s3cret user=y", "host=x password=******** user=y"),
        ("password = 's3 cret' user=y", "password = ******** user=y"), ("PWD=\"s3;cret\";a=1", "PWD=********;a=1"),
        ("password='s3''cret' a", "password=******** a"), ("secret='s3 cret", "secret=********"),
        ("a=1&access_token=s3cret&b=2", "a=1&access_token=********&b=2"), ("password=", "password="),
        ("the password is asked for", "the password is asked for"),
    ])
    func passwordsInConnectionStringsAreHidden(text: String, masked: String) {
        #expect(SecretMask.masking(text) == masked)
    }

    @Test(arguments: [
        ("password", true), ("REDIS_PASSWORD", true), ("api_key", true), ("apiKey", true), ("X-Auth-Token", true),
        ("client-secret", true), ("pass", true), ("bearer", true), ("private_key_pem", true), ("signing", true),
        ("salt", true), ("sig", true), ("code", true), ("bypass", false), ("codec", false), ("signal", false),
        ("Authorization", true), ("key", true), ("name", false), ("host", false),
        ("keyboard", false),
        ("author", false),
    ])
    func namesThatLookSecret(name: String, isSecret: Bool) { #expect(SecretMask.looksSecret(name) == isSecret) }

    @Test func nothingThatJobyardConfigShowsIsSecret() throws {
        let file = try ConfigurationFile.parse(
            """
            redis: {password: hunter2}
            database: {url: "postgresql://u:hunter2@h/d", read_url: "postgresql:///d?user=u&password=hunter2"}
            plugins:
              a:
                config:
                  token: hunter2
                  url: http://u:hunter2@h/
                  list: [{api_key: hunter2, pin: 1}, "http://u:hunter2@h/"]
                  name: visible
                  pass: hunter2
                  private_key_pem: hunter2
                  database: Server=x;Password=hunter2
            """, path: "f")
        let report = ConfigurationReport(try Configuration(environment: Environment([:]), file: file))
        let shown = TextTable.settings(report.entries).lines + [report.json]
        #expect(!shown.joined().contains("hunter2"))
        #expect(report.json.contains(#""setting":"plugins.a.config.name","source":"file","value":"visible""#))
        #expect(report.json.contains(#""from":"f:9""#))
    }
}

extension TextTable {
    /// All of them, uncut.
    var lines: [String] {
        var table = self
        return table.takeLines(columns: nil)
    }
}
