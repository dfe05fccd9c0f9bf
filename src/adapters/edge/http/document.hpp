// Document: a page that never changes while the process runs: written once, sent as it is.
//
//   Document page{"/openapi.json", {{"application/json", std::move(text)}}};
//
// The first rendering goes to whoever names none of the media types in Accept (weights are not looked at). Each has a strong ETag, made of its bytes
// by seal(); If-None-Match is answered 304.
// Threads  immutable once the router has it; share freely.
// Source   RFC 9110, sections 8.8.3, 12.5.1 and 13.1.2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hapax::http {

struct Rendering {
    std::string media_type;
    std::string body;
    std::string etag = {};  // quoted
};

struct Document {
    std::string path;
    std::vector<Rendering> renderings;
    std::string fields = {};  // more of the answer, whole lines: "Content-Security-Policy: …\r\n"

    void seal();  // fills in the ETags and the fields that every document has
};

const Rendering& chosen(const Document& document, std::string_view accept);

}  // namespace hapax::http
