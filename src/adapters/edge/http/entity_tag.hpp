// Entity tags of what is sent: documents, rows and pages of rows.
//
//   response.etag = tag = entity_tag(body);                                     // "9f86d081884c7d659a2feaa0c55ad015"
//   if (tag_listed(request.field(Field::if_none_match), tag)) response.status = 304;
//
// A tag follows from the bytes. It is no version of an aggregate, and If-Match of a command refuses it.
// Threads  functions of their arguments.
// Source   RFC 9110, sections 8.8.3 and 13.1.2.
#pragma once

#include <string>
#include <string_view>

namespace hapax::http {

std::string entity_tag(std::string_view body);
bool tag_listed(std::string_view list, std::string_view etag);  // of If-None-Match: weak comparison, * is any

}  // namespace hapax::http
