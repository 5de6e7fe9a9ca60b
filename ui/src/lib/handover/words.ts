/**
 * The 256 things that a byte is told by, each named in the four languages: what one reads out in Persian, the other can find in Russian.
 * A line never changes: fingerprints and passphrases are told by its place.
 */
const lines = `
apple яблоко سیب 苹果
pear груша گلابی 梨子
peach персик هلو 桃子
cherry вишня گیلاس 樱桃
grape виноград انگور 葡萄
lemon лимон لیمو 柠檬
orange апельсин پرتقال 橙子
banana банан موز 香蕉
melon дыня خربزه 甜瓜
walnut орех گردو 核桃
almond миндаль بادام 杏仁
carrot морковь هویج 萝卜
onion лук پیاز 洋葱
pumpkin тыква کدو 南瓜
tomato помидор گوجه 番茄
cabbage капуста کلم 白菜
pepper перец فلفل 辣椒
garlic чеснок سیر 大蒜
bread хлеб نان 面包
butter масло کره 黄油
cheese сыр پنیر 奶酪
honey мёд عسل 蜂蜜
sugar сахар شکر 白糖
salt соль نمک 食盐
rice рис برنج 大米
soup суп سوپ 汤羹
coffee кофе قهوه 咖啡
milk молоко شیر 牛奶
water вода آب 清水
juice сок شربت 果汁
flour мука آرد 面粉
cake торт کیک 蛋糕
horse лошадь اسب 马匹
cow корова گاو 奶牛
sheep овца گوسفند 绵羊
goat коза بز 山羊
dog собака سگ 小狗
cat кошка گربه 小猫
mouse мышь موش 老鼠
rabbit кролик خرگوش 兔子
fox лиса روباه 狐狸
wolf волк گرگ 野狼
bear медведь خرس 棕熊
leopard леопард پلنگ 豹子
tiger тигр ببر 老虎
elephant слон فیل 大象
camel верблюд شتر 骆驼
monkey обезьяна میمون 猴子
deer олень آهو 小鹿
squirrel белка سنجاب 松鼠
lamb ягнёнок بره 羊羔
eagle орёл عقاب 老鹰
owl сова جغد 夜枭
pigeon голубь کبوتر 鸽子
crow ворона کلاغ 乌鸦
duck утка اردک 鸭子
swan лебедь قو 天鹅
rooster петух خروس 公鸡
parrot попугай طوطی 鹦鹉
sparrow воробей گنجشک 麻雀
carp карп کپور 鲤鱼
whale кит نهنگ 鲸鱼
shark акула کوسه 鲨鱼
crab краб خرچنگ 螃蟹
frog лягушка قورباغه 青蛙
turtle черепаха لاکپشت 乌龟
snake змея مار 蟒蛇
bee пчела زنبور 蜜蜂
ant муравей مورچه 蚂蚁
butterfly бабочка پروانه 蝴蝶
spider паук عنکبوت 蜘蛛
snail улитка حلزون 蜗牛
tree дерево درخت 大树
leaf лист برگ 树叶
root корень ریشه 树根
flower цветок گل 鲜花
rose роза رز 玫瑰
tulip тюльпан لاله 郁金
grass трава علف 青草
forest лес جنگل 森林
oak дуб بلوط 橡树
pine сосна کاج 松树
willow ива بید 柳树
bamboo бамбук خیزران 竹子
mushroom гриб قارچ 蘑菇
seed семя بذر 种子
wheat пшеница گندم 小麦
cotton хлопок پنبه 棉花
mountain гора کوه 高山
hill холм تپه 丘陵
valley долина دره 山谷
cave пещера غار 洞穴
desert пустыня بیابان 沙漠
island остров جزیره 岛屿
river река رود 河流
lake озеро دریاچه 湖泊
sea море دریا 大海
wave волна موج 波浪
beach пляж ساحل 沙滩
sand песок شن 沙子
stone камень سنگ 石头
rain дождь باران 雨水
snow снег برف 雪花
ice лёд یخ 冰块
wind ветер باد 大风
storm буря توفان 风暴
cloud облако ابر 云朵
fog туман مه 浓雾
dew роса شبنم 露水
lightning молния آذرخش 闪电
sun солнце خورشید 太阳
moon луна ماه 月亮
star звезда ستاره 星星
planet планета سیاره 行星
sky небо آسمان 天空
fire огонь آتش 火焰
smoke дым دود 烟雾
ash пепел خاکستر 灰烬
morning утро صبح 早晨
evening вечер عصر 傍晚
winter зима زمستان 冬天
spring весна بهار 春天
summer лето تابستان 夏天
autumn осень پاییز 秋天
house дом خانه 房子
door дверь در 大门
window окно پنجره 窗户
roof крыша بام 屋顶
wall стена دیوار 墙壁
floor пол کف 地板
stairs лестница پله 楼梯
kitchen кухня آشپزخانه 厨房
garden сад باغ 花园
fence забор پرچین 篱笆
bridge мост پل 桥梁
tower башня برج 高塔
castle замок دژ 城堡
palace дворец کاخ 宫殿
market рынок بازار 市场
shop магазин دکان 商店
school школа مدرسه 学校
temple храм معبد 寺庙
hospital больница بیمارستان 医院
factory завод کارخانه 工厂
theatre театр تئاتر 剧院
station вокзал ایستگاه 车站
port порт بندر 港口
road дорога جاده 道路
village деревня روستا 村庄
city город شهر 城市
farm ферма مزرعه 农场
well колодец چاه 水井
table стол میز 桌子
chair стул صندلی 椅子
bed кровать تخت 床铺
lamp лампа چراغ 台灯
candle свеча شمع 蜡烛
mirror зеркало آینه 镜子
carpet ковёр فرش 地毯
curtain занавес پرده 窗帘
pillow подушка بالش 枕头
blanket одеяло پتو 毯子
clock часы ساعت 时钟
bell колокол زنگ 铃铛
key ключ کلید 钥匙
lock засов قفل 门锁
box ящик جعبه 箱子
bag сумка کیف 提包
basket корзина سبد 篮子
bottle бутылка بطری 瓶子
cup чашка فنجان 杯子
plate тарелка بشقاب 盘子
spoon ложка قاشق 勺子
fork вилка چنگال 叉子
knife нож چاقو 小刀
kettle чайник کتری 水壶
oven печь تنور 烤箱
broom метла جارو 扫帚
bucket ведро سطل 水桶
soap мыло صابون 肥皂
towel полотенце حوله 毛巾
comb гребень شانه 梳子
needle игла سوزن 缝针
thread нить نخ 丝线
button пуговица دکمه 纽扣
scissors ножницы قیچی 剪刀
hammer молоток چکش 锤子
nail гвоздь میخ 铁钉
saw пила اره 锯子
axe топор تبر 斧头
shovel лопата بیل 铲子
rope верёвка طناب 绳子
chain цепь زنجیر 铁链
wheel колесо چرخ 车轮
ladder стремянка نردبان 梯子
book книга کتاب 书本
page страница صفحه 书页
pencil карандаш مداد 铅笔
paper бумага کاغذ 纸张
letter письмо نامه 信件
map карта نقشه 地图
picture картина تابلو 图画
colour краска رنگ 颜料
ribbon лента روبان 丝带
stamp марка تمبر 邮票
ball мяч توپ 皮球
doll кукла عروسک 娃娃
balloon шар بادکنک 气球
drum барабан طبل 大鼓
guitar гитара گیتار 吉他
violin скрипка ویولن 提琴
piano рояль پیانو 钢琴
flute флейта فلوت 长笛
trumpet труба شیپور 喇叭
song песня ترانه 歌曲
dance танец رقص 舞蹈
train поезд قطار 火车
ship корабль کشتی 轮船
boat лодка قایق 小船
bicycle велосипед دوچرخه 单车
plane самолёт هواپیما 飞机
rocket ракета موشک 火箭
bus автобус اتوبوس 巴士
truck грузовик کامیون 卡车
cart телега گاری 马车
anchor якорь لنگر 船锚
sail парус بادبان 船帆
lantern фонарь فانوس 灯笼
hat шляпа کلاه 帽子
coat пальто پالتو 大衣
shirt рубашка پیراهن 衬衫
shoe ботинок کفش 鞋子
glove перчатка دستکش 手套
scarf шарф شال 围巾
belt ремень کمربند 腰带
ring кольцо انگشتر 戒指
umbrella зонт چتر 雨伞
glasses очки عینک 眼镜
gold золото طلا 黄金
silver серебро نقره 白银
iron железо آهن 钢铁
copper медь مس 红铜
glass стекло شیشه 玻璃
plank доска تخته 木板
silk шёлк ابریشم 丝绸
wool шерсть پشم 羊毛
pearl жемчуг مروارید 珍珠
diamond алмаз الماس 钻石
coin монета سکه 硬币
flag флаг پرچم 旗帜
crown корона تاج 王冠
doctor врач پزشک 医生
sailor моряк ملوان 水手
cinema кино سینما 影院
teacher учитель معلم 老师
king король پادشاه 国王
`;

const columns = ['en', 'ru', 'fa', 'zh'] as const;
export type WordLanguage = (typeof columns)[number];

const things = lines.trim().split('\n').map((line) => line.split(' '));
const column = (language: WordLanguage) => things.map((names) => names[columns.indexOf(language)] ?? '');

/** Letters as people type them: whatever keyboard, with or without marks and joiners. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/ё/g, 'е').replace(/ي/g, 'ی').replace(/ك/g, 'ک').replace(/[\p{Mn}\p{Cf}]/gu, '');

const places = new Map(things.flatMap((names, place) => names.map((name) => [plain(name), place] as const)));

/** A word for each byte. */
export const toWords = (bytes: Uint8Array, language: WordLanguage): string[] => {
  const names = column(language);
  return [...bytes].map((byte) => names[byte] ?? '');
};

/** The bytes of words that somebody typed, in whichever of the languages; undefined when one is none of ours. */
export function fromWords(text: string): Uint8Array | undefined {
  const spaced = plain(text).replace(/([\u4e00-\u9fff])\s*([\u4e00-\u9fff])/g, '$1$2 ');
  const bytes = spaced.split(/[\s,،、.·-]+/).filter((word) => word !== '').map((word) => places.get(word));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : undefined;
}
