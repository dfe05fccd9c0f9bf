// The status document of an operation that is not durable yet. Pure.
#pragma once

#include "application/engine/registry.hpp"
#include "kernel/operation/revision.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

inline StatusDocument status_of(const Running& running) {
    StatusDocument document;
    document.key = running.submission.key;
    document.state = running.operation.state;
    document.revision = revision_of(running.operation.state, running.operation.attempts);
    document.type = std::string(running.submission.type->name());
    document.resource = running.submission.resource;
    document.accepted_at = running.submission.accepted_at;
    document.attempts = running.operation.attempts;
    return document;
}

}  // namespace hapax
