/**
 * Commands of Windows PowerShell 5.1 that PowerShell 7.6.9 on Debian 12 does not have: by module, each noun with its verbs.
 * Compared from the published 5.1 settings of PSScriptAnalyzer (MIT) and Get-Command on a real 7.6.9.
 */
const missing: Readonly<Record<string, string>> = {
  AppBackgroundTask: `
AppBackgroundTask:Get,Start,Unregister AppBackgroundTaskDiagnosticLog:Disable,Enable
AppBackgroundTaskResourcePolicy:Set`,
  AppLocker: `
AppLockerFileInformation:Get AppLockerPolicy:Get,New,Set,Test`,
  AppvClient: `
Appv:Disable,Enable AppvClientApplication:Get AppvClientConfiguration:Get,Set
AppvClientConnectionGroup:Add,Disable,Enable,Get,Mount,Remove,Repair,Stop AppvClientMode:Get,Set
AppvClientPackage:Add,Get,Mount,Publish,Remove,Repair,Set,Stop,Unpublish AppvClientReport:Send
AppvPublishingServer:Add,Get,Remove,Set,Sync AppvStatus:Get AppvVirtualProcess:Get,Start`,
  Appx: `
AppxDefaultVolume:Get,Set AppxLastError:Get AppxLog:Get AppxPackage:Add,Get,Move,Remove AppxPackageManifest:Get
AppxVolume:Add,Dismount,Get,Mount,Remove CommandInDesktopPackage:Invoke`,
  AssignedAccess: `
AssignedAccess:Clear,Get,Set`,
  BitLocker: `
BitLocker:Disable,Enable,Lock,Resume,Suspend,Unlock BitLockerAutoUnlock:Clear,Disable,Enable
BitLockerKeyProtector:Add,Backup,Remove BitLockerVolume:Get`,
  BitsTransfer: `
BitsFile:Add BitsTransfer:Complete,Get,Remove,Resume,Set,Start,Suspend`,
  BranchCache: `
BC:Disable,Reset BCAuthentication:Set BCCache:Clear,Set BCCachePackage:Export,Import BCClientConfiguration:Get
BCContentServerConfiguration:Get BCDataCache:Get BCDataCacheEntryMaxAge:Set BCDataCacheExtension:Add,Get,Remove
BCDistributed:Enable BCDowngrading:Disable,Enable BCFileContent:Publish BCHashCache:Get
BCHostedCacheServerConfiguration:Get BCHostedClient:Enable BCHostedServer:Enable BCLocal:Enable
BCMinSMBLatency:Set BCNetworkConfiguration:Get BCSecretKey:Export,Import,Set BCServeOnBattery:Disable,Enable
BCStatus:Get BCWebContent:Publish`,
  CimCmdlets: `
BinaryMiLog:Export,Import CimAssociatedInstance:Get CimClass:Get CimIndicationEvent:Register
CimInstance:Get,New,Remove,Set CimMethod:Invoke CimSession:Get,New,Remove CimSessionOption:New`,
  ConfigCI: `
CIPolicy:ConvertFrom,Get,Merge,New CIPolicyIdInfo:Get,Set CIPolicyInfo:Get CIPolicyRule:Edit,New,Remove
CIPolicySetting:Set CIPolicyVersion:Set HVCIOptions:Set RuleOption:Set SignerRule:Add SystemDriver:Get`,
  Defender: `
MpComputerStatus:Get MpPreference:Add,Get,Remove,Set MpScan:Start MpSignature:Update MpThreat:Get,Remove
MpThreatCatalog:Get MpThreatDetection:Get MpWDOScan:Start`,
  DirectAccessClientComponents: `
DAClientExperienceConfiguration:Get,Reset,Set DAEntryPointTableItem:Get,New,Remove,Rename,Reset,Set
DAManualEntryPointSelection:Disable,Enable`,
  Dism: `
AppXProvisionedDataFile:Set AppxProvisionedPackage:Add,Get,Remove ProvisionedAppxPackage:Add,Get,Remove
WIMBootEntry:Get,Update WindowsCapability:Add,Get,Remove WindowsCorruptMountPoint:Clear
WindowsCustomDataImage:Expand WindowsCustomImage:New WindowsDriver:Add,Export,Get,Remove WindowsEdition:Get,Set
WindowsImage:Add,Dismount,Expand,Export,Get,Mount,New,Optimize,Remove,Repair,Save,Split WindowsImageContent:Get
WindowsOptionalFeature:Disable,Enable,Get WindowsPackage:Add,Get,Remove WindowsProductKey:Set
WindowsUnattend:Apply,Use`,
  DnsClient: `
DnsClient:Get,Register,Set DnsClientCache:Clear,Get DnsClientGlobalSetting:Get,Set DnsClientNrptGlobal:Get,Set
DnsClientNrptPolicy:Get DnsClientNrptRule:Add,Get,Remove,Set DnsClientServerAddress:Get,Set DnsName:Resolve`,
  EventTracingManagement: `
AutologgerConfig:Get,New,Remove,Set EtwTraceProvider:Add,Get,Remove,Set EtwTraceSession:Get,New,Remove,Send,Set`,
  HgsClient: `
HgsAttestationBaselinePolicy:Get HgsClientConfiguration:Get,Set HgsGuardian:Export,Get,Import,New,Remove
HgsKeyProtector:ConvertTo,New HgsKeyProtectorAccess:Grant,Revoke`,
  HgsDiagnostics: `
HgsTrace:Get HgsTraceFileData:Get HgsTraceTarget:New,Test`,
  'Hyper-V': `
VFD:New VHD:Convert,Dismount,Get,Merge,Mount,New,Optimize,Resize,Set,Test VHDSet:Get,Optimize
VHDSnapshot:Get,Remove
VM:Checkpoint,Compare,Debug,Export,Get,Import,Measure,Move,New,Remove,Rename,Repair,Restart,Resume,Save,Set,Start,Stop,Suspend,Wait
VMAssignableDevice:Add,Get,Remove VMBios:Get,Set VMComPort:Get,Set VMConnectAccess:Get,Grant,Revoke
VMConsoleSupport:Disable,Enable VMDvdDrive:Add,Get,Remove,Set VMEventing:Disable,Enable
VMFailover:Complete,Start,Stop VMFibreChannelHba:Add,Get,Remove,Set VMFile:Copy VMFirmware:Get,Set
VMFloppyDiskDrive:Get,Set VMGpuPartitionAdapter:Add,Get,Remove,Set VMGroup:Get,New,Remove,Rename
VMGroupMember:Add,Remove VMHardDiskDrive:Add,Get,Remove,Set VMHost:Get,Set
VMHostAssignableDevice:Add,Dismount,Get,Mount,Remove VMHostCluster:Get,Set VMHostNumaNode:Get
VMHostNumaNodeStatus:Get VMHostSupportedVersion:Get VMIdeController:Get VMInitialReplication:Import,Start,Stop
VMIntegrationService:Disable,Enable,Get VMKeyProtector:Get,Set VMKeyStorageDrive:Add,Get,Remove,Set
VMMemory:Get,Set VMMigration:Disable,Enable VMMigrationNetwork:Add,Get,Remove,Set
VMNetworkAdapter:Add,Connect,Disconnect,Get,Remove,Rename,Set,Test VMNetworkAdapterAcl:Add,Get,Remove
VMNetworkAdapterExtendedAcl:Add,Get,Remove VMNetworkAdapterFailoverConfiguration:Get,Set
VMNetworkAdapterIsolation:Get,Set VMNetworkAdapterRdma:Set
VMNetworkAdapterRoutingDomainMapping:Add,Get,Remove,Set VMNetworkAdapterTeamMapping:Get,Remove,Set
VMNetworkAdapterVlan:Get,Set VMPartitionableGpu:Get,Set VMProcessor:Get,Set
VMRemoteFXPhysicalVideoAdapter:Disable,Enable,Get VMRemoteFx3dVideoAdapter:Add,Get,Remove,Set
VMReplication:Enable,Get,Measure,Remove,Resume,Set,Stop,Suspend
VMReplicationAuthorizationEntry:Get,New,Remove,Set VMReplicationConnection:Test VMReplicationServer:Get,Set
VMReplicationStatistics:Reset VMResourceMetering:Disable,Enable,Reset
VMResourcePool:Get,Measure,New,Remove,Rename,Set VMSan:Connect,Disconnect,Get,New,Remove,Rename,Set
VMSavedState:Remove VMScsiController:Add,Get,Remove VMSecurity:Get,Set VMSecurityPolicy:Set
VMSnapshot:Export,Get,Remove,Rename,Restore VMStorage:Move VMStoragePath:Add,Get,Remove
VMSwitch:Add,Get,New,Remove,Rename,Set VMSwitchExtension:Disable,Enable,Get VMSwitchExtensionPortData:Get
VMSwitchExtensionPortFeature:Add,Get,Remove,Set VMSwitchExtensionSwitchData:Get
VMSwitchExtensionSwitchFeature:Add,Get,Remove,Set VMSwitchTeam:Get,Set VMSwitchTeamMember:Add,Remove
VMSystemSwitchExtension:Get VMSystemSwitchExtensionPortFeature:Get VMSystemSwitchExtensionSwitchFeature:Get
VMTPM:Disable,Enable VMTrace:Start,Stop VMVersion:Update VMVideo:Get,Set`,
  International: `
Culture:Set WinAcceptLanguageFromLanguageListOptOut:Get,Set WinCultureFromLanguageListOptOut:Get,Set
WinDefaultInputMethodOverride:Get,Set WinHomeLocation:Get,Set WinLanguageBarOption:Get,Set
WinSystemLocale:Get,Set WinUILanguageOverride:Get,Set WinUserLanguageList:Get,New,Set`,
  iSCSI: `
IscsiChapSecret:Set IscsiConnection:Get IscsiSession:Get,Register,Unregister
IscsiTarget:Connect,Disconnect,Get,Update IscsiTargetPortal:Get,New,Remove,Update`,
  Kds: `
KdsCache:Clear KdsConfiguration:Get,Set KdsRootKey:Add,Get,Test`,
  'Microsoft.PowerShell.Diagnostics': `
Counter:Export,Get,Import WinEvent:Get,New`,
  'Microsoft.PowerShell.LocalAccounts': `
LocalGroup:Get,New,Remove,Rename,Set LocalGroupMember:Add,Get,Remove
LocalUser:Disable,Enable,Get,New,Remove,Rename,Set`,
  'Microsoft.PowerShell.Management': `
Computer:Add,Checkpoint,Remove,Rename,Restore ComputerInfo:Get ComputerMachinePassword:Reset
ComputerRestore:Disable,Enable ComputerRestorePoint:Get ComputerSecureChannel:Test ControlPanelItem:Get,Show
EventLog:Clear,Get,Limit,Remove,Show HotFix:Get RecycleBin:Clear
Service:Get,New,Restart,Resume,Set,Start,Stop,Suspend TimeZone:Set Transaction:Complete,Get,Start,Undo,Use
WebServiceProxy:New WmiEvent:Register WmiInstance:Set WmiMethod:Invoke WmiObject:Get,Remove`,
  'Microsoft.PowerShell.ODataUtils': `
ODataEndpointProxy:Export`,
  'Microsoft.PowerShell.Security': `
Acl:Get,Set AuthenticodeSignature:Get,Set FileCatalog:New,Test`,
  'Microsoft.PowerShell.Utility': `
Command:Show GridView:Out Printer:Out SddlString:ConvertFrom String:Convert,ConvertFrom`,
  'Microsoft.WSMan.Management': `
WSMan:Connect,Disconnect,Test WSManAction:Invoke WSManCredSSP:Disable,Enable,Get
WSManInstance:Get,New,Remove,Set WSManQuickConfig:Set WSManSessionOption:New`,
  MMAgent: `
MMAgent:Disable,Enable,Get,Set MMAppPrelaunch:Debug`,
  MsDtc: `
Dtc:Get,Install,Start,Stop,Test,Uninstall DtcAdvancedHostSetting:Get,Set DtcAdvancedSetting:Get,Set
DtcClusterDefault:Get,Set DtcClusterTMMapping:Add,Get,Remove,Set DtcDefault:Get,Set
DtcDiagnosticResourceManager:Join,Start,Stop DtcDiagnosticTransaction:Complete,New,Receive,Send,Undo
DtcLog:Get,Reset,Set DtcNetworkSetting:Get,Set DtcTransaction:Get,Set DtcTransactionsStatistics:Get
DtcTransactionsTraceSession:Get,Set,Start,Stop,Write DtcTransactionsTraceSetting:Get,Set`,
  MSMQ: `
MsmqCertificate:Enable,Get,Remove MsmqMessage:Move,New MsmqOutgoingQueue:Clear,Get,Resume,Suspend
MsmqQueue:Clear,Get,New,Receive,Remove,Send,Set MsmqQueueACL:Get,Set MsmqQueueManager:Get,Set
MsmqQueueManagerACL:Get,Set`,
  NetAdapter: `
NetAdapter:Disable,Enable,Get,Rename,Restart,Set NetAdapterAdvancedProperty:Get,New,Remove,Reset,Set
NetAdapterBinding:Disable,Enable,Get,Set NetAdapterChecksumOffload:Disable,Enable,Get,Set
NetAdapterEncapsulatedPacketTaskOffload:Disable,Enable,Get,Set NetAdapterHardwareInfo:Get
NetAdapterIPsecOffload:Disable,Enable,Get,Set NetAdapterLso:Disable,Enable,Get,Set
NetAdapterPacketDirect:Disable,Enable,Get,Set NetAdapterPowerManagement:Disable,Enable,Get,Set
NetAdapterQos:Disable,Enable,Get,Set NetAdapterRdma:Disable,Enable,Get,Set NetAdapterRsc:Disable,Enable,Get,Set
NetAdapterRss:Disable,Enable,Get,Set NetAdapterSriov:Disable,Enable,Get,Set NetAdapterSriovVf:Get
NetAdapterStatistics:Get NetAdapterVPort:Get NetAdapterVmq:Disable,Enable,Get,Set NetAdapterVmqQueue:Get`,
  NetConnection: `
NetConnectionProfile:Get,Set`,
  NetEventPacketCapture: `
NetEventNetworkAdapter:Add,Get,Remove NetEventPacketCaptureProvider:Add,Get,Remove,Set
NetEventProvider:Add,Get,Remove,Set NetEventSession:Get,New,Remove,Set,Start,Stop
NetEventVFPProvider:Add,Get,Remove,Set NetEventVmNetworkAdapter:Add,Get,Remove NetEventVmSwitch:Add,Get,Remove
NetEventVmSwitchProvider:Add,Get,Remove,Set NetEventWFPCaptureProvider:Add,Get,Remove,Set`,
  NetLbfo: `
NetLbfoTeam:Get,New,Remove,Rename,Set NetLbfoTeamMember:Add,Get,Remove,Set NetLbfoTeamNic:Add,Get,Remove,Set`,
  NetNat: `
NetNat:Get,New,Remove,Set NetNatExternalAddress:Add,Get,Remove NetNatGlobal:Get,Set NetNatSession:Get
NetNatStaticMapping:Add,Get,Remove`,
  NetQos: `
NetQosPolicy:Get,New,Remove,Set`,
  NetSecurity: `
DAPolicyChange:Get NetFirewallAddressFilter:Get,Set NetFirewallApplicationFilter:Get,Set
NetFirewallInterfaceFilter:Get,Set NetFirewallInterfaceTypeFilter:Get,Set NetFirewallPortFilter:Get,Set
NetFirewallProfile:Get,Set NetFirewallRule:Copy,Disable,Enable,Get,New,Remove,Rename,Set,Show
NetFirewallSecurityFilter:Get,Set NetFirewallServiceFilter:Get,Set NetFirewallSetting:Get,Set NetGPO:Open,Save
NetIPsecAuthProposal:New NetIPsecDospSetting:Get,New,Remove,Set NetIPsecMainModeCryptoProposal:New
NetIPsecMainModeCryptoSet:Copy,Get,New,Remove,Rename,Set
NetIPsecMainModeRule:Copy,Disable,Enable,Get,New,Remove,Rename,Set NetIPsecMainModeSA:Get,Remove
NetIPsecPhase1AuthSet:Copy,Get,New,Remove,Rename,Set NetIPsecPhase2AuthSet:Copy,Get,New,Remove,Rename,Set
NetIPsecQuickModeCryptoProposal:New NetIPsecQuickModeCryptoSet:Copy,Get,New,Remove,Rename,Set
NetIPsecQuickModeSA:Get,Remove NetIPsecRule:Copy,Disable,Enable,Find,Get,New,Remove,Rename,Set,Show,Sync,Update`,
  NetSwitchTeam: `
NetSwitchTeam:Get,New,Remove,Rename NetSwitchTeamMember:Add,Get,Remove`,
  NetTCPIP: `
NetCompartment:Get NetConnection:Test NetIPAddress:Get,New,Remove,Set NetIPConfiguration:Get
NetIPInterface:Get,Set NetIPv4Protocol:Get,Set NetIPv6Protocol:Get,Set NetNeighbor:Get,New,Remove,Set
NetOffloadGlobalSetting:Get,Set NetPrefixPolicy:Get NetRoute:Find,Get,New,Remove,Set NetTCPConnection:Get
NetTCPSetting:Get,Set NetTransportFilter:Get,New,Remove NetUDPEndpoint:Get NetUDPSetting:Get,Set`,
  NetWNV: `
NetVirtualizationCustomerRoute:Get,New,Remove,Set NetVirtualizationGlobal:Get,Set
NetVirtualizationLookupRecord:Get,New,Remove,Set NetVirtualizationNextHop:Select
NetVirtualizationProviderAddress:Get,New,Remove,Set NetVirtualizationProviderRoute:Get,New,Remove,Set`,
  NetworkConnectivityStatus: `
DAConnectionStatus:Get NCSIPolicyConfiguration:Get,Reset,Set`,
  NetworkSwitchManager: `
NetworkSwitchConfiguration:Restore,Save NetworkSwitchEthernetPort:Disable,Enable,Get
NetworkSwitchEthernetPortIPAddress:Remove,Set NetworkSwitchFeature:Disable,Enable,Get
NetworkSwitchGlobalData:Get NetworkSwitchPortMode:Set NetworkSwitchPortProperty:Set
NetworkSwitchVlan:Disable,Enable,Get,New,Remove NetworkSwitchVlanProperty:Set`,
  NetworkTransition: `
Net6to4Configuration:Get,Reset,Set NetDnsTransitionConfiguration:Disable,Enable,Get,Reset,Set
NetDnsTransitionMonitoring:Get NetIPHttpsCertBinding:Add,Remove
NetIPHttpsConfiguration:Get,New,Remove,Rename,Reset,Set NetIPHttpsProfile:Disable,Enable NetIPHttpsState:Get
NetIsatapConfiguration:Get,Reset,Set NetNatTransitionConfiguration:Disable,Enable,Get,New,Remove,Set
NetNatTransitionMonitoring:Get NetTeredoConfiguration:Get,Reset,Set NetTeredoState:Get`,
  PcsvDevice: `
PcsvDevice:Get,Restart,Start,Stop PcsvDeviceBootConfiguration:Set PcsvDeviceLog:Clear,Get
PcsvDeviceNetworkConfiguration:Set PcsvDeviceUserPassword:Set`,
  PKI: `
Certificate:Export,Get,Import,Switch,Test CertificateAutoEnrollmentPolicy:Get,Set
CertificateEnrollmentPolicyServer:Add,Get,Remove CertificateNotificationTask:Get,New,Remove
PfxCertificate:Export,Import PfxData:Get SelfSignedCertificate:New`,
  PnpDevice: `
PnpDevice:Disable,Enable,Get PnpDeviceProperty:Get`,
  PrintManagement: `
PrintConfiguration:Get,Set PrintJob:Get,Remove,Restart,Resume,Suspend Printer:Add,Get,Remove,Rename,Set
PrinterDriver:Add,Get,Remove PrinterNfcTag:Read,Write PrinterPort:Add,Get,Remove PrinterProperty:Get,Set`,
  PSDesiredStateConfiguration: `
DscChecksum:New DscConfiguration:Get,Publish,Restore,Start,Stop,Test,Update DscConfigurationDocument:Remove
DscConfigurationStatus:Get DscDebug:Disable,Enable DscLocalConfigurationManager:Get,Set DscResource:Get,Invoke
Configuration`,
  PSDiagnostics: `
LogProperties:Get,Set PSTrace:Disable,Enable PSWSManCombinedTrace:Disable,Enable Trace:Start,Stop
WSManTrace:Disable,Enable`,
  PSScheduledJob: `
JobTrigger:Add,Disable,Enable,Get,New,Remove,Set ScheduledJob:Disable,Enable,Get,Register,Set,Unregister
ScheduledJobOption:Get,New,Set`,
  PSWorkflow: `
PSWorkflowExecutionOption:New PSWorkflowSession:New`,
  PSWorkflowUtility: `
AsWorkflow:Invoke`,
  ScheduledTasks: `
ClusteredScheduledTask:Get,Register,Set,Unregister
ScheduledTask:Disable,Enable,Export,Get,New,Register,Set,Start,Stop,Unregister ScheduledTaskAction:New
ScheduledTaskInfo:Get ScheduledTaskPrincipal:New ScheduledTaskSettingsSet:New ScheduledTaskTrigger:New`,
  SecureBoot: `
SecureBootPolicy:Get SecureBootUEFI:Confirm,Format,Get,Set`,
  SmbShare: `
SmbBandwidthLimit:Get,Remove,Set SmbClientConfiguration:Get,Set SmbClientNetworkInterface:Get SmbConnection:Get
SmbDelegation:Disable,Enable,Get SmbMapping:Get,New,Remove SmbMultichannelConnection:Get,Update
SmbMultichannelConstraint:Get,New,Remove SmbOpenFile:Close,Get SmbPathAcl:Set SmbServerConfiguration:Get,Set
SmbServerNetworkInterface:Get SmbSession:Close,Get SmbShare:Get,New,Remove,Set
SmbShareAccess:Block,Get,Grant,Revoke,Unblock`,
  SmbWitness: `
SmbClient:Move SmbWitnessClient:Get,Move`,
  StartLayout: `
StartApps:Get StartLayout:Export,Import`,
  Storage: `
DedupProperties:Get Disk:Clear,Get,Initialize,Set,Update DiskImage:Dismount,Get,Mount DiskSNV:Get
DiskStorageNodeView:Get FileIntegrity:Get,Repair,Set FileShare:Debug,Get,New,Remove,Set
FileShareAccess:Block,Grant,Revoke,Unblock FileShareAccessControlEntry:Get FileStorageTier:Clear,Get,Set
FileSystemCache:Write HostStorageCache:Update InitiatorId:Get,Remove InitiatorIdFromMaskingSet:Remove
InitiatorIdToMaskingSet:Add InitiatorPort:Get,Set MaskingSet:Get,New,Remove,Rename
OffloadDataTransferSetting:Get Partition:Get,New,Remove,Resize,Set PartitionAccessPath:Add,Remove
PartitionSupportedSize:Get PhysicalDisk:Add,Get,Remove,Reset,Set PhysicalDiskIdentification:Disable,Enable
PhysicalDiskIndication:Disable,Enable PhysicalDiskSNV:Get PhysicalDiskStorageNodeView:Get PhysicalExtent:Get
PhysicalExtentAssociation:Get ResiliencySetting:Get,Set StorageAdvancedProperty:Get
StorageDiagnosticInfo:Clear,Get StorageDiagnosticLog:Disable,Enable,Start,Stop StorageEnclosure:Get
StorageEnclosureIdentification:Disable,Enable StorageEnclosureSNV:Get StorageEnclosureStorageNodeView:Get
StorageEnclosureVendorData:Get StorageFaultDomain:Get StorageFileServer:Get,New,Remove,Set
StorageFirmware:Update StorageFirmwareInformation:Get StorageHealthAction:Get StorageHealthReport:Get
StorageHealthSetting:Get,Remove,Set StorageHighAvailability:Disable,Enable StorageJob:Get,Stop
StorageMaintenanceMode:Disable,Enable StorageNode:Get StoragePool:Get,New,Optimize,Remove,Set,Update
StorageProvider:Get,Set StorageProviderCache:Update StorageReliabilityCounter:Get,Reset StorageSetting:Get,Set
StorageSubSystem:Debug,Get,Set StorageSubsystem:Register,Unregister StorageSubsystemVirtualDisk:New
StorageTier:Get,New,Remove,Resize,Set StorageTierSupportedSize:Get SupportedClusterSizes:Get
SupportedFileSystems:Get TargetPort:Get TargetPortFromMaskingSet:Remove TargetPortToMaskingSet:Add
TargetPortal:Get VirtualDisk:Connect,Disconnect,Get,Hide,New,Remove,Repair,Resize,Set,Show VirtualDiskClone:New
VirtualDiskFromMaskingSet:Remove VirtualDiskSnapshot:New VirtualDiskSupportedSize:Get
VirtualDiskToMaskingSet:Add Volume:Debug,Flush,Format,Get,Initialize,New,Optimize,Repair,Set VolumeCache:Write
VolumeCorruptionCount:Get VolumeScrubPolicy:Get,Set`,
  TLS: `
TlsCipherSuite:Disable,Enable,Get TlsEccCurve:Disable,Enable,Get TlsSessionTicketKey:Disable,Enable,Export,New`,
  TroubleshootingPack: `
TroubleshootingPack:Get,Invoke`,
  TrustedPlatformModule: `
Tpm:Clear,Get,Initialize,Unblock TpmAutoProvisioning:Disable,Enable TpmEndorsementKeyInfo:Get
TpmOwnerAuth:ConvertTo,Import,Set TpmSupportedFeature:Get`,
  UEV: `
Uev:Disable,Enable UevAppxPackage:Clear,Disable,Enable,Get UevBackup:Restore
UevConfiguration:Clear,Export,Get,Import,Set UevPackage:Export UevStatus:Get
UevTemplate:Disable,Enable,Get,Register,Test,Unregister,Update UevTemplateIndex:Repair UevTemplateProfile:Set
UevTemplateProgram:Get UevUserSetting:Restore`,
  VpnClient: `
EapConfiguration:New VpnConnection:Add,Get,Remove,Set VpnConnectionIPsecConfiguration:Set VpnConnectionProxy:Set
VpnConnectionRoute:Add,Remove VpnConnectionTrigger:Get VpnConnectionTriggerApplication:Add,Remove
VpnConnectionTriggerDnsConfiguration:Add,Remove,Set VpnConnectionTriggerTrustedNetwork:Add,Remove,Set
VpnServerAddress:New`,
  Wdac: `
OdbcDriver:Get,Set OdbcDsn:Add,Get,Remove,Set OdbcPerfCounter:Disable,Enable,Get WdacBidTrace:Disable,Enable,Get`,
  WindowsDeveloperLicense: `
WindowsDeveloperLicense:Get,Unregister WindowsDeveloperLicenseRegistration:Show`,
  WindowsErrorReporting: `
WindowsErrorReporting:Disable,Enable,Get`,
  WindowsSearch: `
WindowsSearchSetting:Get,Set`,
  WindowsUpdate: `
WindowsUpdateLog:Get`,
  'Microsoft.PowerShell.Core': `
Console:Export Job:Resume,Suspend PSRemoting:Disable,Enable PSSession:Connect,Disconnect,Receive
PSSessionCapability:Get PSSessionConfiguration:Disable,Enable,Get,Register,Set,Unregister
PSSessionConfigurationFile:Test PSSnapin:Add,Get,Remove`,
  'WebAdministration/IISAdministration': `
IISServerManager:Get IISSite:Get IISSiteBinding:Get,New,Remove WebAppPool:Restart WebAppPoolState:Get
WebBinding:Get,New,Remove,Set WebConfiguration:Get WebConfigurationProperty:Set Website:Get,New,Start,Stop`,
  ActiveDirectory: `
ADComputer:Get ADDomain:Get ADDomainController:Get ADForest:Get ADGroup:Get ADGroupMember:Get
ADObject:Get,New,Set ADOrganizationalUnit:Get ADRootDSE:Get ADUser:Get,New,Set`,
  'ADCSAdministration/ADCSDeployment': `
AdcsCertificationAuthority:Install CAAuthorityInformationAccess:Get CACrlDistributionPoint:Add,Get
CARoleService:Backup,Restore CATemplate:Add,Get,Remove`,
  Exchange: `
ExchangeCertificate:Enable,Get,Import,Remove HybridConfiguration:Set ReceiveConnector:Get,Set
SendConnector:Get,Set`,
  ADFS: `
AdfsAlternateTlsClientBinding:Set AdfsCertificate:Add,Get,Set AdfsFarmInformation:Get AdfsProperties:Get
AdfsSslCertificate:Set AdfsSyncProperties:Get`,
  'RemoteDesktop/RemoteAccess': `
RDCertificate:Get,Set RDWebClientBrokerCert:Import,Remove RemoteAccess:Get,Set`,
  DnsServer: `
DnsServerResourceRecord:Add,Get,Remove DnsServerZone:Get DnsServerZoneScope:Get`,
  ServerManager: `
WindowsFeature:Add,Get,Install`,
};

/** By command in lower case, the module that it belonged to. */
export const missingCommands: ReadonlyMap<string, string> = new Map(
  Object.entries(missing).flatMap(([module, listed]) =>
    listed
      .trim()
      .split(/\s+/)
      .flatMap((entry): [string, string][] => {
        const [noun = '', verbs] = entry.split(':');
        if (verbs === undefined) return [[noun.toLowerCase(), module]];
        return verbs.split(',').map((verb) => [`${verb}-${noun}`.toLowerCase(), module]);
      }),
  ),
);
