#include "bank/bank.hpp"
#include <hapax/run.hpp>

int main(int argc, char** argv) {
    return hapax::run(bank_app(), argc, argv);
}
