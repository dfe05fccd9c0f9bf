// C12, saga: steps are done in order; what is taken back is the last step done, until nothing is left; never both.

#include "tools/check/checks/c12_saga.hpp"

#include <bit>

namespace hapax::check {
namespace {

void complain(Evidence& evidence, const Saga& saga, std::string what, std::uint32_t at) {
    evidence.findings.add(Check::saga, std::move(what), {saga.first_line, saga.last_line, at});
}

}  // namespace

void SagaSteps::step(Evidence& evidence, Saga& saga, std::int64_t step, bool undo, std::uint32_t at) {
    const std::uint64_t bit = std::uint64_t{1} << (step - 1);
    const std::uint64_t standing = saga.done & ~saga.undone;
    const auto last_standing = static_cast<std::int64_t>(std::bit_width(standing));
    if (undo) {
        if (step != last_standing) {
            complain(evidence, saga,
                     "a saga takes back step " + std::to_string(step) + ", and the last one that stands is " +
                         std::to_string(last_standing),
                     at);
        }
        saga.undone |= bit;
    } else {
        if (saga.undone != 0) complain(evidence, saga, "a saga goes on after it took back a step", at);
        if (saga.undone == 0 && step != last_standing + 1) {
            complain(evidence, saga,
                     "step " + std::to_string(step) + " of a saga comes after step " + std::to_string(last_standing),
                     at);
        }
        saga.done |= bit;
    }
    if (saga.first_line == 0) saga.first_line = at;
    saga.last_line = at;
}

void SagaSteps::finish(Evidence& evidence, const Saga& saga) {
    const std::uint64_t all = saga.steps >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << saga.steps) - 1;
    if (saga.end_line == 0) {
        complain(evidence, saga, "a saga has steps in the journal, and the dump does not know it", 0);
    } else if (saga.state == State::completed && (saga.done != all || saga.undone != 0)) {
        complain(evidence, saga, "a saga is completed, and not all its steps stand", saga.end_line);
    } else if (saga.state == State::compensated && saga.done != saga.undone) {
        complain(evidence, saga, "a saga is compensated, and a step of it stands", saga.end_line);
    } else if ((saga.state == State::rejected || saga.state == State::failed) && saga.done != saga.undone) {
        complain(evidence, saga, "a saga was refused, and a step of it stands", saga.end_line);
    }
}

}  // namespace hapax::check
