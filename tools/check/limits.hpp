// The limits of hapax-check, each with a name; docs/formats/history.md and docs/proof/checker.md list them.
//
// Units  bytes, counts and nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hapax::check {

inline constexpr std::size_t line_bytes_max = 1 << 20;
inline constexpr std::size_t line_fields_max = 64;
inline constexpr unsigned line_depth_max = 64;
inline constexpr std::size_t name_bytes_max = 256;
inline constexpr std::size_t record_events_max = 65'536;
inline constexpr std::size_t input_files_max = 4'096;

inline constexpr std::uint32_t lines_max = 4'294'967'294;
inline constexpr std::uint32_t operations_max = 4'294'967'294;
inline constexpr std::uint64_t positions_max = 4'294'967'294;
inline constexpr std::size_t calls_max = 1 << 20;     // under way at once
inline constexpr std::size_t views_max = 64;
inline constexpr unsigned saga_steps_max = 64;
inline constexpr std::size_t reads_max = 16'777'216;  // reads of balances that are kept until the journal is seen

inline constexpr std::size_t findings_shown_max = 10;  // for each check; all are counted

// C16 looks at so many accounts, the first ones that have money, and at most at so many calls of each window.
inline constexpr std::size_t register_accounts_max = 16'384;
inline constexpr std::size_t register_concurrent_max = 50;
inline constexpr std::size_t register_states_max = 20'000;  // linearizations kept side by side

// C14.
inline constexpr std::int64_t terminal_within_ns = 30'000'000'000;
inline constexpr std::int64_t answer_within_ns = 5'000'000'000;

}  // namespace hapax::check
