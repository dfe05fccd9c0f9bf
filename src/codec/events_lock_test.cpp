#include "codec/events_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const EventShape opened{"account", "Opened", 1, {}, {{"owner", "text"}}};
const EventShape paid{"account", "Paid", 1, {}, {{"amount", "integer"}, {"note", "text?"}}};

std::string lock_of(const std::vector<EventShape>& shapes) {
    return check_events_lock("", shapes).text;
}

TEST(EventsLock, IsCleanWhenNothingChanged) {
    const LockCheck check = check_events_lock(lock_of({opened, paid}), {paid, opened});
    EXPECT_THAT(check.broken, IsEmpty());
    EXPECT_FALSE(check.stale);
}

TEST(EventsLock, IsStaleWhenAnEventIsNew) {
    const LockCheck check = check_events_lock(lock_of({opened}), {opened, paid});
    EXPECT_THAT(check.broken, IsEmpty());
    EXPECT_TRUE(check.stale);
    EXPECT_THAT(check.text, HasSubstr("event account/Paid 1\n  amount integer\n  note text?\n"));
}

TEST(EventsLock, BreaksOnARenamedEventUntilItHasAnAlias) {
    EventShape renamed = paid;
    renamed.name = "PaymentMade";
    EXPECT_THAT(check_events_lock(lock_of({paid}), {renamed}).broken,
                ElementsAre(HasSubstr("add \"Paid\" to the aliases")));
    renamed.aliases = {"Paid"};
    EXPECT_THAT(check_events_lock(lock_of({paid}), {renamed}).broken, IsEmpty());
}

TEST(EventsLock, BreaksOnARemovedEvent) {
    EXPECT_EQ(check_events_lock(lock_of({paid}), {opened}).broken.size(), 1U);
}

TEST(EventsLock, BreaksOnAnEventOfAnotherAggregate) {
    EventShape moved = paid;
    moved.stream = "loan";
    EXPECT_EQ(check_events_lock(lock_of({paid}), {moved}).broken.size(), 1U);
}

TEST(EventsLock, BreaksOnAChangedFieldUntilTheSchemaIsRaised) {
    EventShape changed = paid;
    changed.fields[0].type = "text";
    EXPECT_THAT(check_events_lock(lock_of({paid}), {changed}).broken,
                ElementsAre(HasSubstr("Raise its schema to 2 and write upcast(hapax::Upcast<Paid, 1>")));
    changed.schema = 2;
    const LockCheck check = check_events_lock(lock_of({paid}), {changed});
    EXPECT_THAT(check.broken, IsEmpty());
    EXPECT_THAT(check.text, HasSubstr("event account/Paid 1\n"));
    EXPECT_THAT(check.text, HasSubstr("event account/Paid 2\n"));
}

TEST(EventsLock, LetsOptionalFieldsComeAndGo) {
    EventShape changed = paid;
    changed.fields = {{"amount", "integer?"}, {"reason", "text?"}};
    EXPECT_THAT(check_events_lock(lock_of({paid}), {changed}).broken, IsEmpty());
}

TEST(EventsLock, BreaksWhenARequiredFieldComesOrGoes) {
    EventShape more = paid;
    more.fields.push_back({"currency", "text"});
    EXPECT_THAT(check_events_lock(lock_of({paid}), {more}).broken, ElementsAre(HasSubstr("currency is new")));
    EventShape less = paid;
    less.fields.erase(less.fields.begin());
    EXPECT_THAT(check_events_lock(lock_of({paid}), {less}).broken, ElementsAre(HasSubstr("amount is gone")));
}

TEST(EventsLock, BreaksWhenASchemaGoesBack) {
    EventShape second = paid;
    second.schema = 2;
    EXPECT_THAT(check_events_lock(lock_of({second}), {paid}).broken, ElementsAre(HasSubstr("never goes back")));
}

TEST(EventsLock, RefusesLinesThatItDidNotWrite) {
    for (const char* text :
         {"garbage", "event x", "event a/b", "event a/b x", "  field text", "event a/b 1\nfield text"}) {
        EXPECT_FALSE(check_events_lock(text, {}).broken.empty()) << text;
    }
}

}  // namespace
}  // namespace hapax
