// RecentTokens: whom a token named when it was looked at, so that its signature is not checked for every request.
//
//   if (const Identified* known = recent.find(digest, wall)) return known;
//   return recent.add(digest, identified);
//
// Invariants
//   1. Only what was found good is kept, and nothing is found once it has ended.
//   2. At most tokens_max are kept. They are kept in two halves: when the newer is full, the older is dropped and the
//      newer takes its place; what is found in the older moves to the newer. So what is used stays, and a flood of tokens
//      that are used once costs the others one check each.
// The tokens themselves are not kept, only their digests.
// Lifetime  what find() and add() answer is valid until the next add() or find().
// Threads   one loop's.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

#include "codec/secret_digest.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::identity {

class RecentTokens {
 public:
    static constexpr std::size_t tokens_max = 16'384;

    explicit RecentTokens(std::size_t max = tokens_max) : half_max_(max / 2) {}

    const Identified* find(const SecretDigest& digest, Timestamp wall) {
        if (const auto newer = newer_.find(digest); newer != newer_.end()) {
            return wall < newer->second.until ? &newer->second : nullptr;
        }
        auto node = older_.extract(digest);
        if (node.empty() || wall >= node.mapped().until) return nullptr;
        make_room();
        return &newer_.insert(std::move(node)).position->second;
    }

    const Identified* add(const SecretDigest& digest, Identified identified) {
        make_room();
        return &newer_.insert_or_assign(digest, std::move(identified)).first->second;
    }

    std::size_t size() const { return newer_.size() + older_.size(); }

 private:
    using Half = std::unordered_map<SecretDigest, Identified>;

    void make_room() {
        if (newer_.size() < half_max_) return;
        older_ = std::move(newer_);
        newer_.clear();
    }

    std::size_t half_max_;
    Half newer_;
    Half older_;
};

}  // namespace hapax::identity
