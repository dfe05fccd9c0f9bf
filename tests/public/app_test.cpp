#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/app.hpp>

namespace another {
struct Scrap {};
BOOST_DESCRIBE_STRUCT(Scrap, (), ())
inline hapax::Decision<books::Book> decide(const books::Book&, const Scrap&) {
    return {};
}

struct SameTable {
    static constexpr std::string_view table = "shelf";
    static constexpr int version = 1;
    std::string book;  // the name of its key column
};
BOOST_DESCRIBE_STRUCT(SameTable, (), (book))
inline void project(SameTable&, const books::BookReturned&) {}

struct Overall {
    static constexpr std::string_view table = "Overall!";
    static constexpr int version = 0;
};
BOOST_DESCRIBE_STRUCT(Overall, (), ())
inline void project(Overall&, const books::BookReturned&) {}
inline void project(Overall&, const books::FinePaid&) {}
}  // namespace another

namespace hapax {
namespace {

using namespace books;
using testing::HasSubstr;

TEST(App, BuildsItsRoutesInOrder) {
    const Service service = books_app().build();
    EXPECT_EQ(service.name, "books");
    std::string all;
    for (const Route& r : service.routes) {
        all += std::to_string(static_cast<int>(r.verb)) + " " + r.pattern + " " + r.resource + " " + r.key_segment +
               " " + (r.command != nullptr ? std::string(r.command->name()) : service.views[r.view]->schema().table) +
               (r.column.empty() ? "" : " by " + r.column) + (r.always_async ? " async" : "") + "\n";
    }
    EXPECT_EQ(all,
              "0 /books/{book} /books/{book} book Buy\n"
              "1 /books/{book}/loans/{operation} /books/{book} book Lend\n"
              "2 /books/{book}/returns /books/{book} book Return async\n"
              "4 /books/{book} /books/{book} book Scrap\n"
              "5 /books/{book}/shelf /books/{book} book shelf\n"
              "6 /books/{book}/loans /books/{book} book loans by book\n"
              "5 /readers/{reader} /readers/{reader} reader readers\n"
              "6 /readers /readers  readers\n"
              "6 /long-loans /long-loans  long_loans\n");
}

TEST(App, BuildsEachTypeOnce) {
    const Service service = books_app().build();
    EXPECT_EQ(service.aggregates.size(), 2U);
    EXPECT_EQ(service.commands.size(), 4U);
    ASSERT_EQ(service.views.size(), 4U);
    EXPECT_EQ(service.views[1]->schema().indexes, (std::vector<std::string>{"book", "reader"}));
    EXPECT_FALSE(service.views[1]->schema().required);
    EXPECT_TRUE(service.views[0]->schema().required);
    EXPECT_FALSE(service.views[2]->schema().required);
    EXPECT_EQ(&service.commands[0]->aggregate(), service.aggregates[0].get());
}

std::string faults(const std::function<void(App&)>& registration) {
    App app{"books"};
    registration(app);
    try {
        (void)app.build();
    } catch (const AppError& error) {
        return error.what();
    }
    return "";
}

TEST(App, GuardsACommandForATimeThatMakesSense) {
    using namespace std::chrono_literals;
    App app{"library"};
    app.aggregate<Book>("/books/{book}").post<Return>("/returns").guard_duplicates(30s).post<Buy>("/purchases");
    const Service service = app.build();
    EXPECT_EQ(service.routes[0].guard, 30s);
    EXPECT_EQ(service.routes[1].guard, Duration::zero());
    EXPECT_THAT(faults([](App& a) { a.aggregate<Book>("/books/{book}").guard_duplicates(30s); }),
                HasSubstr("guard_duplicates() at /books/{book} must follow a command."));
    for (const Duration wrong : {Duration::zero(), Duration(999ms), Duration(-1s), Duration(24h + 1ns)}) {
        EXPECT_THAT(faults([&](App& a) {
                        a.aggregate<Book>("/books/{book}").post<Return>("/returns").guard_duplicates(wrong);
                    }),
                    HasSubstr("needs a time from one second to a day."));
    }
}

TEST(App, TellsWhatContradictsItselfInOneSentenceEach) {
    EXPECT_EQ(faults([](App&) {}), "An app needs at least one aggregate.");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books/{book}").put<Lend>("/loans"); }),
              "The route PUT /books/{book}/loans must name {operation}, or be a create<>() or a post<>().");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books/{book}").create<Buy>("").put<Lend>("/{operation}/"); }),
              "The route PUT /books/{book}/{operation}/ has a malformed address: it has an empty segment.");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books/{book}").create<Buy>("/{operation}"); }),
              "The route PUT /books/{book}/{operation} must not name {operation}.");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books/{book}").post<Return>("/x").post<Scrap>("/x"); }),
              "Two routes are POST /books/{book}/x.");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books/{book}").post<Return>("/{other}"); }),
              "The route POST /books/{book}/{other} has a segment in braces that means nothing here.");
    EXPECT_EQ(faults([](App& app) { app.aggregate<Book>("/books"); }),
              "The aggregate book at /books must name its key, and only that, in braces: /accounts/{account}.");
    EXPECT_THAT(faults([](App& app) { app.aggregate<Book>("/operations/{book}").create<Buy>(""); }),
                HasSubstr("hapax keeps for itself"));
}

TEST(App, TellsFlagsThatFollowNothing) {
    EXPECT_THAT(faults([](App& app) { app.aggregate<Book>("/books/{book}").create<Buy>("").required(false); }),
                HasSubstr("must follow a get<>() or list<>()"));
    EXPECT_THAT(faults([](App& app) { app.aggregate<Book>("/books/{book}").get<Shelf>("/shelf").always_async(); }),
                HasSubstr("must follow a command"));
}

TEST(App, TellsNamesThatClash) {
    EXPECT_EQ(
        faults([](App& app) { app.aggregate<Book>("/books/{book}").remove<Scrap>("").post<another::Scrap>("/x"); }),
        "Two commands have the name Scrap.");
    const std::string tables = faults(
        [](App& app) { app.aggregate<Book>("/books/{book}").get<Shelf>("/shelf").get<another::SameTable>("/same"); });
    EXPECT_THAT(tables, HasSubstr("Two views have the table shelf."));
    EXPECT_THAT(tables,
                HasSubstr("The view SameTable has a member book, the name of a column that hapax keeps itself."));
}

TEST(App, TellsViewsThatCannotBeKept) {
    const std::string told = faults([](App& app) {
        app.aggregate<Book>("/books/{book}");
        app.view<another::Overall>().from<Book>().from<Fine>().get("/overall");
        app.view<Loan>().list("/loans");
    });
    EXPECT_THAT(told, HasSubstr("The view Overall needs a table name"));
    EXPECT_THAT(told, HasSubstr("The view Overall needs a version of at least 1."));
    EXPECT_THAT(told, HasSubstr("The view Overall is folded over several aggregates"));
    EXPECT_THAT(told, HasSubstr("The route GET /overall must name in braces the one value that it looks for."));
    EXPECT_THAT(told, HasSubstr("The view Loan takes no events"));
}

TEST(App, TellsABadName) {
    App app{"My Books"};
    app.aggregate<Book>("/books/{book}");
    EXPECT_THROW((void)app.build(), AppError);
}

}  // namespace
}  // namespace hapax
