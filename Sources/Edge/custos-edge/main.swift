import CustosEdgeCommands
import CustosPlatform

StopSignals.reportFileLimit()
CurrentProcess.exit(EdgeCommand.run(CurrentProcess.arguments))
