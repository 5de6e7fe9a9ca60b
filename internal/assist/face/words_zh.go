package face

import "surety/internal/wire"

var chinese = Words{
	Name: "中文", Title: "Surety · 在这台电脑上提供帮助", Connecting: "正在连接 %s …", Waiting: "请稍候 …",
	NoAnswer: "五分钟不回答，就当作“不同意”。",
	KeyStop:  "0  停止", KeyLanguage: "8  语言", KeyReport: "9  举报并拉黑", KeyMore: "空格  更多", Stop: "Esc  停止",
	Enter: "回车  继续", Back: "回车  返回", Empty: "什么都不输直接回车：不需要",

	WarnTitle: "先请看这里",
	Warn: []string{
		"有人给您打电话了吗？屏幕上有消息让您运行这个程序吗？",
		"那就马上停止。骗子就是这样骗钱的。银行、警察、公司都不会这样要求。",
		"只有您自己在网站上提出了请求、正在等人帮忙，才继续。",
		"有人在看的时候，绝不要输入密码或验证码。",
	},
	WarnGo: "1  没有人给我打电话，是我要求帮助", WarnWait: "1  （%d 秒后可选）",

	Outdated: "警告：此程序的版本比服务台旧，而此请求属于机密。后来已修复的缺陷在其中仍然存在。建议先拒绝，从网站重新下载程序，再索取新的代码。",

	FactsTitle: "有人请求在这台电脑上帮助您", Who: "谁", Verified: "身份已核实。", Unverified: "身份没有核实。",
	Since: "注册于", Standing: "完成交易 %d 笔，输掉争议 %d 次。", Ticket: "您的请求", Deal: "交易", Price: "价格", NoPrice: "没有约定价格。",
	Why: "原因（对方的话）", Wants: "对方请求", Until: "截止", FactsGo: "1  这正是我要的帮助，继续", FactsNo: "2  不",

	SnapTitle: "先保存一份文件副本吗？",
	SnapWhy:   "有了副本，之后能看到改了什么，也能恢复原样。副本在发送前就在这台电脑上加密封存。",
	SnapYes:   "1  保存一些文件夹的副本", SnapNo: "2  不要副本", SnapFolder: "要保存的文件夹（完整路径）：",
	SnapMore: "还有吗？什么都不输直接回车：没有了。", SnapDisk: "在您自己的磁盘上再存一份？路径：",
	SnapRuns: "正在保存：%d / %d 个文件，%s / %s", SnapLeft: "大约还要 %s", SnapDone: "已保存 %d 个文件，%s。", SnapNotKept: "有 %d 个没能保存。", SnapBreak: "2  中断",
	WaiveTitle: "不要副本",
	WaiveHow:   "出了错就无法恢复。请用自己的话写明您不要副本：", WaiveShort: "请写一个完整的句子。",

	Powers: map[wire.Purpose]string{
		wire.TerminalView: "看这台电脑的终端", wire.TerminalType: "在终端里输入命令：这样对方能做您能做的一切",
		wire.ScreenView: "看您的屏幕和上面的一切", wire.ScreenControl: "操作您的屏幕、鼠标和键盘：这样对方能做您能做的一切",
		wire.FilesFetch: "从您指定的文件夹取走文件", wire.FilesSend: "往您指定的文件夹放文件，并在那里改名或删除",
		wire.Port: "从这台电脑访问这些地址",
	},
	Can: map[wire.Purpose]string{wire.TerminalView: "看终端", wire.TerminalType: "输入命令", wire.ScreenView: "看屏幕",
		wire.ScreenControl: "操作屏幕", wire.FilesFetch: "取文件", wire.FilesSend: "改文件", wire.Port: "访问地址"},
	Allow: "您允许对方：", Yes: "1  允许", No: "2  不允许（或回车）", FolderAsk: "哪个文件夹？完整路径：",
	FolderMore: "还有吗？什么都不输直接回车：没有了。", FolderBad: "没有这个文件夹。", PortAsk: "它通向：", PortNowhere: "它不通向允许的地方，保持关闭。",
	ScreenAsk: "哪个屏幕？这台电脑上的 VNC 服务：", ScreenNone: "没有 VNC 服务应答。请先启动，或输入地址。", ScreenBad: "必须在这台电脑上，例如 127.0.0.1:5900。",
	SumTitle: "您允许的是", SumGo: "1  我同意，开始", SumNo: "2  不", SumNothing: "您什么都没允许，所以什么都不会开始。", SumFolder: "文件夹",

	Here: "有人正在操作这台电脑：%s", Coming: "正在接入：%s", Nobody: "还没有人来。会话已打开。", Left: "剩余时间：%s", TheyCan: "对方可以", Nothing: "什么都不能做",
	Safety: "安全词", SafetyWhy: "对方看到的四个词必须相同。不同就停止。", Offline: "连接断了，正在重试。",
	NotReady: "录像没有送达：现在不能输入。", Recording: "一切都在录制。",
	KeyPause: "1  暂停", KeyResume: "1  继续", KeyTake: "2  收回一项权限", TakeTitle: "收回哪一项？", Held: "是别人暂停的，只有他们能继续。",
	Paused: map[string]string{"here": "已暂停（您）。", "client": "已暂停（您在网站上）。", "specialist": "已暂停（专家）。", "lead": "已暂停（部门负责人）。", "server": "已暂停（服务器）。"},
	Deeds: map[string]string{"terminal": "打开了终端", "ran": "运行了命令", "screen": "打开了屏幕", "fetched": "取走", "sent": "放入", "removed": "删除", "made": "新建文件夹",
		"moved": "改名", "mode": "权限已更改", "time": "修改时间已设定", "tunnel": "访问地址", "refused": "未允许"},

	EndTitle: "会话结束了", EndOther: "已被结束（%s）。", EndSending: "正在发送剩下的录像 …",
	EndSent: "完整录像已在服务器上，可在您的请求里查看。", EndKept: "有一部分录像没有发出，已封存在：",
	EndClean: "启动过的东西都不再运行。", EndStill: "这些进程没能结束：%v", EndLeave: "回车  离开",
	Refused: "您没有同意，谁也没有进来。", Reported: "已举报。此人不能再向您请求。",
	Ends: map[string]string{"stopped": "您停止了它。", "idle": "15 分钟没有任何操作。", "time_over": "约定的时间到了。",
		"recording_lost": "录像五分钟没有送到服务器。", "recording_failed": "录像无法写到这里。磁盘满了吗？",
		"recording_forked": "服务器上的录像和这台电脑的不一样。", "connection_lost": "连接断了。", "turned_away": "服务器结束了它。",
		"channel_failed": "服务器没有遵守规则。", "replaced": "程序用新的代码重新启动了。", "worker_gone": "程序出了故障，一切都已结束。"},
	Done: []string{"终端", "屏幕", "输入次数", "取走的文件", "放入的文件", "其他文件改动", "访问的地址"},

	KeptTitle: "您的文件副本", KeptNone: "没有副本。", KeptPick: "哪一份？编号：", Comparing: "正在与这台电脑比较 …", Same: "没有不同。",
	Differ: "有 %d 处不同", BackAll: "1  全部恢复", BackOne: "2  恢复一个", BackNumber: "哪一个？编号：",
	BackSure: "会先保存现在的样子，所以这一步也能撤销。", BackGo: "1  现在恢复", BackRuns: "正在恢复：%d 个文件，%s", BackDone: "恢复了 %d 个，删除了 %d 个。", BackProblems: "有 %d 个没能恢复。",
	What: map[string]string{"came": "新增", "went": "没了", "changed": "改了", "touched": "只改了日期或权限"},

	Fault: "没有成功（%s）。",
	Faults: map[string]string{
		"code_wrong":      "这个代码无效。代码只能用一次，十分钟内有效。请在您的请求里取新的。",
		"server_unproven": "没有人能证明这就是那台服务器。不要继续。", "server_unreached": "服务器没有应答。这台电脑联网了吗？",
		"server_contradicts": "服务器的说法前后不一，没有采信。", "disk_full": "没有空间了。",
		"folder_unusable": "有文件夹读不了。", "broken_off": "已中断。", "address_unreadable": "应为 主机/代码，如网站所示。",
	},
	Dial:        "请输入或粘贴网站上代码旁显示的那一行（地址/代码），然后按回车。",
	NotTerminal: "surety assist 需要一个有人看、有人回答的终端。",
	Usage:       "用法：surety assist [--language en|ru|fa|zh] 主机/代码",

	Units: map[string]string{"B": "字节", "kB": "KB", "MB": "MB", "GB": "GB", "h": "小时", "min": "分钟"},
}
