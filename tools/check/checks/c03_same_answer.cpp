// C3, same answer: final answers of one operation have one hash, terminal documents too, and the journal's the same.

#include "tools/check/checks/c03_same_answer.hpp"

namespace hapax::check {

void SameAnswer::submit_ok(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at) {
    if (!is_final(line.number(Field::status)) || !line.has(Field::resp_hash)) return;
    if (operation.answer_line == 0) {
        operation.answer = line.hash(Field::resp_hash);
        operation.answer_line = at;
    } else if (operation.answer != line.hash(Field::resp_hash)) {
        evidence.findings.add(Check::same_answer, "two final answers of one operation differ",
                              {operation.answer_line, at});
    }
}

void SameAnswer::document(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at) {
    if (!line.has(Field::doc_hash)) return;
    if (operation.document_line == 0) {
        operation.document = line.hash(Field::doc_hash);
        operation.document_line = at;
    } else if (!operation.pushed_document && operation.document != line.hash(Field::doc_hash)) {
        evidence.findings.add(Check::same_answer, "two terminal documents of one operation differ",
                              {operation.document_line, at});
    }
}

void SameAnswer::dumped(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at) {
    const bool other_answer =
        operation.answer_line != 0 && line.has(Field::resp_hash) && operation.answer != line.hash(Field::resp_hash);
    const bool other_document =
        operation.document_line != 0 && line.has(Field::doc_hash) && operation.document != line.hash(Field::doc_hash);
    if (other_answer) {
        evidence.findings.add(Check::same_answer, "the answer that is stored is not the one that was given",
                              {operation.answer_line, at});
    }
    if (other_document) {
        evidence.findings.add(Check::same_answer, "the document in the end is not the one that was shown",
                              {operation.document_line, at});
    }
}

}  // namespace hapax::check
