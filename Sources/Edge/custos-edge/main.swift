import CustosEdgeCommands
import CustosPlatform

CurrentProcess.exit(EdgeCommand.run(CurrentProcess.arguments))
