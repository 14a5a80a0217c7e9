import CustosPlatform

print("custos-edge: \(ThreadPool.availableCPUCount) CPUs")
