import Testing

@testable import jobyard

@Suite struct PostgreSQLURLTests {
    @Test(arguments: [
        "postgresql://", "postgres://localhost", "postgresql://localhost:5433", "postgresql://localhost/jobs",
        "postgresql://user@localhost", "postgresql://user:secret@localhost", "postgresql://user:@localhost",
        "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp",
        "postgresql://host1:123,host2:456/somedb?target_session_attrs=any&application_name=myapp",
        "postgresql://u@host1,host2,[::1]:5433/d", "postgresql:///mydb?host=localhost&port=5433",
        "postgresql://[2001:db8::1234]/database", "postgresql://[fe80::1%25eth0]:5432/d",
        "postgresql:///dbname?host=/var/lib/postgresql", "postgresql://%2Fvar%2Flib%2Fpostgresql/dbname",
        "postgresql://user@localhost:5433/mydb?options=-c%20synchronous_commit%3Doff", "postgresql://?service=jobs",
        "postgresql://u:p%40ss%2F%3A%25@h/d", "postgresql://h:/d", "postgresql://h/d?", "postgresql://h/d?password=a@b",
        "postgresql://u:pass:word@h/d", "postgresql://h/d?host=", "postgresql://h/d?ssl=true",
        "postgresql://h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslcert=/c&sslkey=/k&sslpassword=x&gssencmode=disable",
        "postgresql://ü:ä@h/d",
    ])
    func whatLibpqTakesStaysAsItIs(text: String) throws {
        #expect(try PostgreSQLURL(text)?.text == text)
        #expect(try DatabaseURL(text)?.text == text)
        #expect(try DatabaseURL(text)?.resolved(below: "/data").text == text)
    }

    @Test(arguments: [
        "sqlite:///a.db", "mysql://h/d", "postgresql:/h/d", "postgresql+psycopg://h/d", "POSTGRESQL://h/d", "host=h",
        " postgresql://h/d", "jdbc:postgresql://h/d", "",
    ])
    func otherURLsAreNotPostgreSQLs(text: String) throws { #expect(try PostgreSQLURL(text) == nil) }

    @Test(arguments: [
        ("postgresql://u:s3c@ret@h/d", "%40"), ("postgresql://u:s3c/ret@h/d", "%2F"),
        ("postgresql://u:12/s3cret@h/d", "%40"), ("postgresql://u:s3c?ret@h/d", "%3F"),
        ("postgresql://h?password=s3c@ret", "%40"), ("postgresql://u:s3cret", "port"),
        ("postgresql://u:s3cret/d", "port"), ("postgresql://h:0/d", "port"), ("postgresql://h:65536/d", "port"),
        ("postgresql://h:٣/d", "port"), ("postgresql://h:-1/d", "port"),
        ("postgresql://h:99999999999999999999/d", "port"), ("postgresql://h1:5432,h2:s3cret/d", "port"),
        ("postgresql://[::1/d", "bracket"), ("postgresql://[]/d", "bracket"), ("postgresql://[::1]5432/d", "bracket"),
        ("postgresql://u:s3cret%@h/d", "%25"), ("postgresql://u:s3cret%zz@h/d", "%25"),
        ("postgresql://u:s3cret%00@h/d", "%25"), ("postgresql://u:s3cret%+1@h/d", "%25"),
        ("postgresql://h/d%2", "%25"), ("postgresql://h%/d", "%25"), ("postgresql://h/d?a=%s3cret", "%25"),
        ("postgresql://h/d?password", "name=value"), ("postgresql://h/d?password=s3c=ret", "%3D"),
        ("postgresql://h/d?a=1&", "name=value"), ("postgresql://h/d?=s3cret", "name=value"),
        ("postgresql://u:s3 cret@h/d", "%20"), ("postgresql://u:s3cret@h/d\n", "line break"),
        ("postgresql://u:s3cret@h/d ", "%20"), ("postgresql://u:s3\u{0}cret@h/d", "%20"),
    ])
    func whatLibpqCouldNotTakeApartIsRefusedWithoutQuotingIt(text: String, word: String) {
        #expect {
            try DatabaseURL(text)
        } throws: { error in
            guard let problem = (error as? UnusableValue)?.problem else { return false }
            return problem.contains(word) && !problem.contains("s3") && !problem.contains("cret")
        }
        #expect {
            try Configuration(environment: Environment(["DATABASE_URL": text]))
        } throws: { error in
            "\(error)".contains("DATABASE_URL is") && !["s3c", "cret"].contains { "\(error)".contains($0) }
        }
    }

    @Test func whateverStandsThereIsTakenOrRefused() {
        let pieces = [
            "postgresql://", "@", ":", "/", "?", "%", "[", "]", ",", "&", "=", "a", "1", "%41", "\u{301}", "é",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let text =
                "postgres://"
                + (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    pieces.randomElement(using: &generator) ?? ""
                }.joined()
            guard let url = try? PostgreSQLURL(text) else { continue }
            #expect(url.text == text)
        }
    }
}
