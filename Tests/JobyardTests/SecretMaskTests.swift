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
            database: {url: "sqlite:///./user:hunter2@x.db"}
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
