import CCurl
import HTTPRequestPolicy

extension CurlHandle {
    /// Of a transfer that is over.
    var timing: TransferTiming {
        TransferTiming(
            nameKnown: microseconds(CURLINFO_NAMELOOKUP_TIME_T), connected: microseconds(CURLINFO_CONNECT_TIME_T),
            secured: microseconds(CURLINFO_APPCONNECT_TIME_T),
            readyToSend: microseconds(CURLINFO_PRETRANSFER_TIME_T),
            firstByte: microseconds(CURLINFO_STARTTRANSFER_TIME_T), end: microseconds(CURLINFO_TOTAL_TIME_T))
    }

    private func microseconds(_ information: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return jobyard_curl_get_offset(pointer, information, &value) == CURLE_OK ? Int(value) : 0
    }
}
