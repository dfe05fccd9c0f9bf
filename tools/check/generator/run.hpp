// Run: one run of the generator, event by event. Private to this folder.
//
//   clients.cpp   what clients do        service.cpp   what the service decides and shows
//   sagas.cpp     transfers              dump.cpp      what is there in the end
// Threads  one.
#pragma once

#include <array>
#include <queue>
#include <string>
#include <vector>

#include "kernel/random.hpp"
#include "tools/check/generator/generator.hpp"
#include "tools/check/index/operation.hpp"

namespace hapax::check {

enum class Step : std::uint8_t {
    next,         // a client chooses what to do
    served,       // the service looks at the call of a client
    answered,     // the client hears
    shadow_served,
    shadow_answered,
    projected,    // the views show the next record
    saga_step,
    delivered,
    redelivered,
    told,         // a push
    crash,
};

struct Event {
    std::int64_t time = 0;
    std::uint64_t sequence = 0;
    std::uint32_t who = 0;
    Step step = Step::next;
    friend bool operator>(const Event& a, const Event& b) {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
};

enum class Fate : std::uint8_t { open, accomplished, rejected, executing, completed, compensated };

struct MadeOperation {
    std::int64_t value = 0;
    std::uint32_t account = 0;
    std::uint32_t position = 0;
    std::uint32_t client = 0;
    Fate fate = Fate::open;
    bool transfer = false;
    bool awaited = false;  // told 202, its end not seen yet
    bool subscribed = false;
};

struct MadeRecord {
    std::int64_t amount = 0;
    std::int64_t balance = 0;
    std::uint32_t operation = 0;
    std::uint32_t account = 0;
    std::uint32_t version = 0;
    std::uint8_t step = 0;  // of a saga
    bool undo = false;
    bool accomplished = true;
    bool transfer = false;  // the saga's own record
    bool sends = false;
};

struct Account {
    std::int64_t balance = 0;        // decided
    std::int64_t shown = 0;          // projected
    std::int64_t group_time = 0;
    std::uint32_t version = 0;
    std::uint32_t shown_version = 0;
    bool group_stopped = false;
};

struct MadeMessage {
    std::uint32_t position = 0;
    std::uint8_t place = 1;  // index into the names of places: outbox
    bool parks = false;
    bool skips = false;
    bool dies = false;
};

// The saga whose step is in hand.
struct MadeSaga {
    std::int64_t amount = 0;
    std::uint32_t operation = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint8_t next = 1;
    bool will_fail = false;
};

// Somebody who submits the same operation at the same time.
struct Shadow {
    std::uint32_t operation = 0;
    std::uint32_t process = 0;
};

enum class Doing : std::uint8_t { submit, poll, read_balance, read_movement };
enum class Luck : std::uint8_t { good, refused, request_lost, answer_lost };

struct Client {
    std::uint32_t process = 0;
    std::uint32_t operation = 0;  // the one it is busy with
    std::uint32_t account = 0;    // of a read
    std::uint32_t attempt = 0;
    std::int64_t balance = 0;     // what a read was shown
    Doing doing = Doing::submit;
    Luck luck = Luck::good;
    State seen = State::none;     // what a poll was shown
    bool shown = false;           // there is a row
    bool has_operation = false;
    bool other_payload = false;
    bool async = false;
    bool done = false;
};

class Run {
 public:
    Run(const GeneratorOptions& options, const LineSink& take);
    void run();

 private:
    // One in a million is 1.
    struct Chances {
        std::uint32_t refused, request_lost, answer_lost, abandon, repeat, mismatch, async, shadow, poll, read_balance,
            read_movement, subscribe, transfer, message, park, dead, redeliver, crash, saga_fails;
    };

    // clients.cpp
    void choose(std::uint32_t client);
    void start_operation(std::uint32_t client);
    void start_transfer(std::uint32_t client);
    void submit(std::uint32_t client);
    void start_poll(std::uint32_t client);
    void start_read(std::uint32_t client, bool movement);
    void served(std::uint32_t client);
    void answered(std::uint32_t client);
    void submit_answered(std::uint32_t client);
    void poll_answered(std::uint32_t client);
    void read_answered(std::uint32_t client);
    void lost(std::uint32_t client);
    void start_shadow(std::uint32_t operation);
    void shadow_served(std::uint32_t shadow);
    void shadow_answered(std::uint32_t shadow);
    void follow_up(std::uint32_t client);
    void go_on(std::uint32_t client);
    void set_submit(Line& line, std::uint32_t operation, bool other_payload, std::uint32_t attempt);
    void final_answer(std::uint32_t process, std::uint32_t operation);
    void subscribe(std::uint32_t client);
    void told(std::uint32_t operation);
    void heal();
    void handle(const Event& event);
    State state_of(const MadeOperation& operation) const;

    // service.cpp
    void decide(std::uint32_t operation);
    void append(MadeRecord record);
    void project();
    void send(std::uint32_t position);
    void deliver(std::uint32_t message, bool again);
    void crash();
    bool is_projected(const MadeOperation& operation) const;

    // sagas.cpp
    void begin_saga(std::uint32_t operation);
    void saga_step(std::uint32_t saga);
    void end_saga(const MadeSaga& saga, Fate fate);

    // dump.cpp
    void dump();
    void dump_views();
    void dump_record(std::uint32_t position);
    void dump_rows();
    void dump_messages();
    void dump_sagas();

    // lines.cpp
    Line& begin(LineKind kind);
    void finish();
    void set_operation(Line& line, std::uint32_t operation);
    void set_caller(Line& line, std::uint32_t client);
    std::string_view id_text(std::uint32_t operation, unsigned step);
    std::string_view stream_text(std::uint32_t account);
    std::string_view transfer_text(std::uint32_t operation);
    std::string_view message_text(std::uint32_t position);
    std::uint64_t hash(std::string_view what, std::uint64_t number) const;

    void at(std::int64_t delay, Step step, std::uint32_t who);
    std::int64_t some(std::int64_t most) { return 1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most))); }

    const GeneratorOptions options_;
    const LineSink& take_;
    Random random_;
    Chances chances_{};
    std::int64_t now_ = 1'000'000;
    std::int64_t last_projection_ = 0;
    std::uint64_t sequence_ = 0;
    std::uint64_t lines_ = 0;
    std::uint32_t next_process_ = 0;
    std::uint32_t projected_ = 0;  // positions
    bool healing_ = false;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::vector<Client> clients_;
    std::vector<Account> accounts_;
    std::vector<MadeOperation> operations_;
    std::vector<MadeRecord> records_;  // position - 1
    std::vector<MadeMessage> messages_;
    std::vector<MadeSaga> sagas_;
    std::vector<Shadow> shadows_;
    Line line_;
    std::array<std::string, 4> texts_;
};

}  // namespace hapax::check
