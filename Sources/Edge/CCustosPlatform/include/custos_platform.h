#pragma once
#include "custos_thread_pool.h"
