// A small library of books: the domain that the tests of the public API share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hapax/hapax.hpp>

namespace books {

struct BookBought {
    std::string title;
};
struct BookLent {
    std::string to;
    std::int64_t days = 0;
};
struct BookReturned {};
struct BookScrapped {};
BOOST_DESCRIBE_STRUCT(BookBought, (), (title))
BOOST_DESCRIBE_STRUCT(BookLent, (), (to, days))
BOOST_DESCRIBE_STRUCT(BookReturned, (), ())
BOOST_DESCRIBE_STRUCT(BookScrapped, (), ())

struct Book {
    static constexpr std::string_view stream = "book";
    using Events = hapax::Events<BookBought, BookLent, BookReturned, BookScrapped>;
    bool exists = false;
    std::optional<std::string> with;
    std::int64_t lendings = 0;
};
BOOST_DESCRIBE_STRUCT(Book, (), (exists, with, lendings))

inline void evolve(Book& b, const BookBought&) {
    b.exists = true;
}
inline void evolve(Book& b, const BookLent& e) {
    b.with = e.to;
    ++b.lendings;
}
inline void evolve(Book& b, const BookReturned&) {
    b.with.reset();
}
inline void evolve(Book& b, const BookScrapped&) {
    b.exists = false;
}

struct Buy {
    std::string title;
};
struct Lend {
    std::int64_t days = 0;
};
struct Return {};
struct Scrap {};
BOOST_DESCRIBE_STRUCT(Buy, (), (title))
BOOST_DESCRIBE_STRUCT(Lend, (), (days))
BOOST_DESCRIBE_STRUCT(Return, (), ())
BOOST_DESCRIBE_STRUCT(Scrap, (), ())

struct LentTo {
    std::string reader;
};
BOOST_DESCRIBE_STRUCT(LentTo, (), (reader))
struct Lendings {
    std::int64_t lendings = 0;
};
BOOST_DESCRIBE_STRUCT(Lendings, (), (lendings))

inline hapax::Decision<Book> decide(const Book& b, const Buy& c) {
    if (b.exists) return hapax::reject("book-exists");
    return BookBought{c.title};
}
inline hapax::Decision<Book> decide(const Book& b, const Lend& c, const hapax::Meta& m) {
    if (!b.exists) return hapax::reject("no-such-book");
    if (b.with) return hapax::reject("book-is-lent", "Somebody else has it.", LentTo{*b.with});
    return BookLent{m.caller.subject, c.days};
}
inline hapax::Decision<Book> decide(const Book& b, const Return&) {
    if (!b.with) return {};
    return BookReturned{};
}
inline hapax::Decision<Book> decide(const Book& b, const Scrap&) {
    if (b.with) return {BookReturned{}, BookScrapped{}};
    return BookScrapped{};
}
inline Lendings reply(const Book& after, const Lend&) {
    return {after.lendings};
}

// Folded, one row per book; the row goes when the book does.
struct Shelf {
    static constexpr std::string_view table = "shelf";
    static constexpr int version = 2;
    std::string title;
    bool lent = false;
};
BOOST_DESCRIBE_STRUCT(Shelf, (), (title, lent))
inline void project(Shelf& row, const BookBought& e) {
    row.title = e.title;
}
inline void project(Shelf& row, const BookLent&, const hapax::Meta&) {
    row.lent = true;
}
inline void project(Shelf& row, const BookReturned&) {
    row.lent = false;
}
inline hapax::Fate project(Shelf&, const BookScrapped&) {
    return hapax::erase;
}

// Appended, two views of the same event.
struct Loan {
    static constexpr std::string_view table = "loans";
    static constexpr int version = 1;
    std::string book;
    std::string reader;
    hapax::Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Loan, (), (book, reader, at))
inline Loan row(const BookLent& e, const hapax::Meta& m) {
    return {m.stream_id, e.to, m.recorded_at};
}

struct LongLoan {
    static constexpr std::string_view table = "long_loans";
    static constexpr int version = 1;
    std::string book;
    std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(LongLoan, (), (book, days))
inline std::optional<LongLoan> row(hapax::For<LongLoan>, const BookLent& e, const hapax::Meta& m) {
    if (e.days < 30) return std::nullopt;
    return LongLoan{m.stream_id, e.days};
}

// Another aggregate, and a view over both, keyed by reader.
struct FinePaid {
    std::string reader;
    std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(FinePaid, (), (reader, cents))
struct Fine {
    static constexpr std::string_view stream = "fine";
    using Events = hapax::Events<FinePaid>;
    std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(Fine, (), (cents))
inline void evolve(Fine& f, const FinePaid& e) {
    f.cents += e.cents;
}

struct Reader {
    static constexpr std::string_view table = "readers";
    static constexpr int version = 1;
    static constexpr std::string_view key_column = "reader";
    std::int64_t loans = 0;
    std::int64_t fines = 0;
};
BOOST_DESCRIBE_STRUCT(Reader, (), (loans, fines))
inline void project(Reader& row, const BookLent&) {
    ++row.loans;
}
inline void project(Reader& row, const FinePaid& e) {
    row.fines += e.cents;
}
inline std::string key(hapax::For<Reader>, const BookLent& e) {
    return e.to;
}
inline std::string key(const FinePaid& e, const hapax::Meta&) {
    return e.reader;
}

inline hapax::App books_app() {
    hapax::App app{"books"};
    app.aggregate<Book>("/books/{book}")
        .create<Buy>("")
        .put<Lend>("/loans/{operation}")
        .post<Return>("/returns")
        .always_async()
        .remove<Scrap>("")
        .get<Shelf>("/shelf")
        .list<Loan>("/loans", hapax::index<&Loan::book>)
        .index<&Loan::reader>()
        .required(false);
    app.view<Reader>().from<Book>().from<Fine>().get("/readers/{reader}").list("/readers").required(false);
    app.view<LongLoan>().from<Book>().list("/long-loans").index<&LongLoan::book>();
    return app;
}

}  // namespace books

template <>
struct hapax::Limits<&books::Lend::days> {
    static constexpr std::int64_t minimum = 1;
    static constexpr std::int64_t maximum = 365;
};
