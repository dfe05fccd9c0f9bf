// The bank: accounts with deposits and withdrawals that happen at most once.
//
//   PUT /accounts/{account}                          {"owner":"ann"}    opens it
//   PUT /accounts/{account}/deposits/{operation}     {"amount":2000}    cents
//   PUT /accounts/{account}/withdrawals/{operation}  {"amount":2000}
//   GET /accounts/{account}/balance                  {"account":"42","amount":0}
//   GET /accounts/{account}/movements?limit=&cursor= {"items":[…],"next":…}
#pragma once

#include <hapax/app.hpp>

hapax::App bank_app();
