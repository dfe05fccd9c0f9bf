// Places: where the simulated server keeps what.
#pragma once

namespace hapax::world::places {

inline constexpr const char* data = "/data";
inline constexpr const char* journal = "/data/journal";
inline constexpr const char* witness = "/data.witness";
inline constexpr const char* archive = "/archive";
inline constexpr const char* mirror = "/mirror";
inline constexpr const char* snapshots = "/data/snapshots";
inline constexpr const char* horizon = "/data/horizon";

}  // namespace hapax::world::places
