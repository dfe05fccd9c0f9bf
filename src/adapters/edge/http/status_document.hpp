// The status document of an operation: what GET /operations/{id} answers.
//
//   append_status_document(body, status);   etag = status.revision
//
//   {"id","status","type","resource","acceptedAt","attempts","version","position",
//    "correlationId","traceparent"?,"timeline":[{"state","at","view"?}],"answer"?,"problem"?,"links":{"self","resource"}}
//
// `timeline` is in the order in which an operation goes through its states; a required view's entry is `projected`, its
// time is absent until the view shows the operation. `answer` and `problem` are the stored answer, once it is final.
// Threads  a function of its arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <string>

#include "ports/driving/operations.hpp"

namespace hapax::http {

void append_status_document(std::string& out, const StatusDocument& status);

// Its member `links`.
void append_operation_links(std::string& out, std::string_view id, const std::string& resource);

}  // namespace hapax::http
