#include <hapax/run.hpp>

#include "bank.hpp"

int main(int argc, char** argv) { return hapax::run(bank_app(), argc, argv); }
