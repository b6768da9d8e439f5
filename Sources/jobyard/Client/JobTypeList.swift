/// The answer of `GET /job-types`.
struct JobTypeList: Decodable, Sendable {
    var jobTypes: [JobTypeView]

    enum CodingKeys: String, CodingKey {
        case jobTypes = "job_types"
    }
}
